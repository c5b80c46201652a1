using System.Buffers;
using Microsoft.Win32.SafeHandles;

namespace Settlement.Sandbox.Kubernetes.Storage;

/// <summary>
/// The file that keeps the objects of a server over its end, however sudden: every write is appended before it counts, and a last record that is torn is dropped at the next start. It is not
/// forced to the disk, so the machine's own end may cost the last writes. When most of it is past, it is written anew.
/// </summary>
internal sealed class JournalFile : IDisposable
{
    private const string FileName = "objects.log";

    /// <summary>Below this size nothing is written anew.</summary>
    private const long Spared = 4 << 20;

    private readonly string _path;
    private readonly ArrayBufferWriter<byte> _buffer = new(4096);
    private readonly long _spared;
    private SafeFileHandle _file;
    private long _length;
    private long _lengthAfterRewrite;

    private JournalFile(string path, SafeFileHandle file, long spared) => (_path, _file, _spared) = (path, file, spared);

    /// <summary>Opens the file in a folder, and makes both if they are not there.</summary>
    /// <param name="directory">The folder.</param>
    /// <param name="restore">Takes each record in the order of writing.</param>
    /// <param name="spared">Below this size nothing is written anew; default 4 MiB.</param>
    /// <exception cref="IOException">The file cannot be read, or another server has it.</exception>
    public static JournalFile Open(string directory, Action<JournalRecord> restore, long spared = Spared)
    {
        Directory.CreateDirectory(directory);
        var path = Path.Combine(directory, FileName);
        var file = OpenHandle(path, FileMode.OpenOrCreate);
        var journal = new JournalFile(path, file, spared);
        try
        {
            journal.Restore(restore);
            return journal;
        }
        catch
        {
            journal.Dispose();
            throw;
        }
    }

    /// <summary>Whether so much of the file is past that it should be written anew.</summary>
    public bool IsStale => _length > _spared && _length > 2 * _lengthAfterRewrite;

    /// <exception cref="IOException">It could not be written; the file is as before.</exception>
    public void Append(JournalRecord record)
    {
        _buffer.ResetWrittenCount();
        record.WriteTo(_buffer);
        RandomAccess.Write(_file, _buffer.WrittenSpan, _length);
        _length += _buffer.WrittenCount;
    }

    /// <summary>Writes the file anew with these objects only.</summary>
    /// <exception cref="IOException">It could not be written; the old file is still in use.</exception>
    public void Rewrite(IEnumerable<JournalRecord> present)
    {
        var path = _path + ".new";
        var length = 0L;
        var file = OpenHandle(path, FileMode.Create);
        try
        {
            foreach (var record in present)
            {
                _buffer.ResetWrittenCount();
                record.WriteTo(_buffer);
                RandomAccess.Write(file, _buffer.WrittenSpan, length);
                length += _buffer.WrittenCount;
            }

            File.Move(path, _path, overwrite: true);
        }
        catch
        {
            file.Dispose();
            throw;
        }

        _file.Dispose();
        (_file, _length, _lengthAfterRewrite) = (file, length, length);
    }

    public void Dispose() => _file.Dispose();

    private static SafeFileHandle OpenHandle(string path, FileMode mode)
    {
        try
        {
            return File.OpenHandle(path, mode, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException e)
        {
            throw new IOException($"the objects in {path} cannot be opened; does another server use this folder? {e.Message}", e);
        }
    }

    private void Restore(Action<JournalRecord> restore)
    {
        var bytes = new byte[RandomAccess.GetLength(_file)];
        for (var read = 0; read < bytes.Length;)
        {
            var got = RandomAccess.Read(_file, bytes.AsSpan(read), read);
            read = got > 0 ? read + got : throw new IOException($"the objects in {_path} end at byte {read} of {bytes.Length}");
        }

        var rest = bytes.AsMemory();
        while (JournalRecord.TryRead(rest, out var record) is > 0 and var length)
        {
            restore(record);
            rest = rest[length..];
            _length += length;
        }

        _lengthAfterRewrite = _length / 2;
    }
}
