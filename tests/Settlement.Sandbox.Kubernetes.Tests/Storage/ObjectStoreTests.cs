using System.Text;
using CsCheck;
using Settlement.Sandbox.Kubernetes.Storage;
using Settlement.Sandbox.Kubernetes.Types;

namespace Settlement.Sandbox.Kubernetes.Tests.Storage;

public sealed class ObjectStoreTests
{
    private static readonly GroupResource Things = new("g.example", "things");

    [Fact]
    public void Second_creation_of_a_key_is_refused()
    {
        using var store = new ObjectStore();
        Put(store, "a", 0);

        Assert.Null(store.Put(Key("a"), 0, _ => Bytes("x")));
    }

    [Fact]
    public void Write_over_a_version_that_is_past_changes_nothing()
    {
        using var store = new ObjectStore();
        var first = Put(store, "a", 0);
        var second = Put(store, "a", first);

        Assert.Null(store.Put(Key("a"), first, _ => Bytes("x")));
        Assert.Null(store.Remove(Key("a"), first, _ => Bytes("x")));
        Assert.Equal(second, store.Find(Key("a"))!.Version);
    }

    [Fact]
    public void Compacted_versions_can_neither_be_read_nor_listed()
    {
        using var store = new ObjectStore();
        var first = Put(store, "a", 0);
        Put(store, "a", first);
        store.Compact();

        Assert.Throws<CompactedException>(() => store.Read(Things, first, 10, []));
        Assert.Throws<CompactedException>(() => store.At(Things, first));
        Assert.Single(store.Now(Things).Objects);
    }

    [Fact]
    public void The_past_is_kept_within_its_limits_only()
    {
        using var store = new ObjectStore(new StoreLimits(10, 1 << 20));
        var version = 0L;
        for (var i = 0; i < 25; i++)
        {
            version = Put(store, "a", version);
        }

        Assert.Equal(version - 10, store.Compacted);
        var changes = new List<StoredEvent>();
        store.Read(Things, version - 10, 100, changes);
        Assert.Equal(10, changes.Count);
    }

    [Fact]
    public void The_past_is_kept_within_so_many_bytes_only()
    {
        using var store = new ObjectStore(new StoreLimits(1_000_000, 1000));
        var version = 0L;
        for (var i = 0; i < 100; i++)
        {
            version = store.Put(Key("a"), version, _ => new byte[100])!.Version;
        }

        Assert.Equal(version - 10, store.Compacted);
    }

    [Fact]
    public void A_reader_of_a_quiet_resource_misses_nothing_when_others_are_busy()
    {
        using var store = new ObjectStore(new StoreLimits(10, 1 << 20));
        Put(store, "a", 0);
        var (position, _) = store.Read(Things, store.Version, 10, []);
        var other = new ObjectKey(new GroupResource("", "others"), "", "o");
        var version = 0L;
        for (var i = 0; i < 50; i++)
        {
            version = store.Put(other, version, _ => Bytes("o"))!.Version;
        }

        var changes = new List<StoredEvent>();
        Put(store, "b", 0);
        store.Read(Things, position, 10, changes);
        Assert.Equal("b", Assert.Single(changes).Object.Key.Name);
    }

    [Fact]
    public async Task A_reader_is_woken_by_the_next_change()
    {
        using var store = new ObjectStore();
        var (position, next) = store.Read(Things, store.Version, 10, []);
        Assert.False(next!.IsCompleted);
        Put(store, "a", 0);
        await next.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
        var changes = new List<StoredEvent>();
        store.Read(Things, position, 10, changes);

        Assert.Single(changes);
    }

    [Fact]
    public void Every_version_that_is_kept_shows_the_objects_of_its_time() =>
        Gen.Select(Gen.Int[0, 4], Gen.Bool).List[1, 60].Sample(steps =>
        {
            using var store = new ObjectStore(new StoreLimits(40, 1 << 20));
            var pictures = new Dictionary<long, string> { [store.Version] = Picture(store.Now(Things)) };
            foreach (var (name, remove) in steps)
            {
                var key = Key($"o{name}");
                var present = store.Find(key)?.Version ?? 0;
                _ = remove && present > 0 ? store.Remove(key, present, v => Bytes($"{v}")) : store.Put(key, present, v => Bytes($"{v}"));
                pictures[store.Version] = Picture(store.Now(Things));
            }

            return pictures.All(p => p.Key < store.Compacted || Picture(store.At(Things, p.Key)) == p.Value);
        });

    private static string Picture(Snapshot snapshot) => string.Join(' ', snapshot.Objects.Select(o => $"{o.Key}={Encoding.UTF8.GetString(o.Value.Utf8.Span)}"));

    private static ObjectKey Key(string name) => new(Things, "ns", name);

    private static ReadOnlyMemory<byte> Bytes(string text) => Encoding.UTF8.GetBytes(text);

    private static long Put(ObjectStore store, string name, long expected) => store.Put(Key(name), expected, v => Bytes($"{v}"))!.Version;
}
