using System.Text;
using Settlement.Sandbox.Kubernetes.Storage;
using Settlement.Sandbox.Kubernetes.Types;

namespace Settlement.Sandbox.Kubernetes.Tests.Storage;

public sealed class JournalFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("journal").FullName;

    private string File => Path.Combine(_folder, "objects.log");

    [Fact]
    public void A_torn_last_record_is_dropped_and_written_over()
    {
        using (var journal = Open(out _))
        {
            journal.Append(Record("a", 1001, "one"));
            journal.Append(Record("b", 1002, "two"));
        }

        using (var file = new FileStream(File, FileMode.Open))
        {
            file.SetLength(file.Length - 2);
        }

        using (var journal = Open(out var found))
        {
            Assert.Equal(["a"], found.Select(r => r.Key.Name));
            journal.Append(Record("c", 1002, "three"));
        }

        using (Open(out var found))
        {
            Assert.Equal(["a", "c"], found.Select(r => r.Key.Name));
        }
    }

    [Fact]
    public void What_follows_a_record_with_a_wrong_checksum_does_not_count()
    {
        using (var journal = Open(out _))
        {
            journal.Append(Record("a", 1001, "one"));
            journal.Append(Record("b", 1002, "two"));
        }

        var bytes = System.IO.File.ReadAllBytes(File);
        bytes[20] ^= 1;
        System.IO.File.WriteAllBytes(File, bytes);

        using (Open(out var found))
        {
            Assert.Empty(found);
        }
    }

    [Fact]
    public void Two_servers_cannot_share_a_folder()
    {
        using var journal = Open(out _);

        Assert.Contains("does another server use this folder?", Assert.Throws<IOException>(() => Open(out _)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Objects_and_the_newest_version_are_there_again_and_the_past_is_not()
    {
        long newest;
        using (var store = new ObjectStore(directory: _folder))
        {
            var a = store.Put(Key("a"), 0, v => Encoding.UTF8.GetBytes($"{v}"))!;
            var b = store.Put(Key("b"), 0, v => Encoding.UTF8.GetBytes($"{v}"))!;
            store.Put(Key("a"), a.Version, v => Encoding.UTF8.GetBytes($"{v}"));
            store.Remove(Key("b"), b.Version, v => Encoding.UTF8.GetBytes($"{v}"));
            newest = store.Version;
        }

        using (var store = new ObjectStore(directory: _folder))
        {
            Assert.Equal((newest, newest), (store.Version, store.Compacted));
            Assert.Equal($"{newest - 1}", Encoding.UTF8.GetString(Assert.Single(store.Now(Key("a").Resource).Objects).Value.Utf8.Span));
            Assert.Throws<CompactedException>(() => store.At(Key("a").Resource, newest - 1));
        }
    }

    [Fact]
    public void A_file_that_is_mostly_past_is_written_anew()
    {
        using (var store = new ObjectStore(directory: _folder))
        {
            var version = 0L;
            for (var i = 0; i < 100; i++)
            {
                version = store.Put(Key("a"), version, _ => new byte[100_000])!.Version;
            }

            Assert.True(new FileInfo(File).Length < 6 << 20);
        }

        using (var store = new ObjectStore(directory: _folder))
        {
            Assert.Single(store.Now(Key("a").Resource).Objects);
        }
    }

    public void Dispose() => Directory.Delete(_folder, true);

    private JournalFile Open(out List<JournalRecord> found)
    {
        var records = new List<JournalRecord>();
        found = records;
        return JournalFile.Open(_folder, records.Add);
    }

    private static ObjectKey Key(string name) => new(new GroupResource("g.example", "things"), "ns", name);

    private static JournalRecord Record(string name, long version, string text) => new(Key(name), version, Encoding.UTF8.GetBytes(text));
}
