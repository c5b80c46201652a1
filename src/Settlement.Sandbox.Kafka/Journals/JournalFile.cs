using System.Buffers.Binary;
using Microsoft.Extensions.Logging;
using Settlement.Sandbox.Kafka.Wire;

namespace Settlement.Sandbox.Kafka.Journals;

/// <summary>
/// A file of records, one after the other, each with its length and checksum. A record is with the operating system before what it tells is done, so the process may be killed at any
/// time; a torn last record is dropped. It is not synced to disk.
/// </summary>
internal sealed class JournalFile : IDisposable
{
    private const string Name = "broker.journal";
    private const int HeaderBytes = 8;
    private const int RecordBytesMax = 256 * 1024 * 1024;

    private readonly FileStream _file;
    private byte[] _buffer = new byte[4096];

    /// <summary>Opens the file in a directory. One that another broker has open is an <see cref="IOException"/>.</summary>
    public JournalFile(string directory)
    {
        Directory.CreateDirectory(directory);
        _file = new FileStream(Path.Combine(directory, Name), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 0);
    }

    public void Write(Action<WireWriter> record)
    {
        using var writer = new WireWriter(flexible: true);
        record(writer);
        var size = HeaderBytes + writer.Length;
        Need(size);
        var at = HeaderBytes;
        foreach (var piece in writer.Pieces())
        {
            piece.CopyTo(_buffer, at);
            at += piece.Count;
        }

        BinaryPrimitives.WriteInt32BigEndian(_buffer, writer.Length);
        BinaryPrimitives.WriteUInt32BigEndian(_buffer.AsSpan(4), Crc32C.Of(_buffer.AsSpan(HeaderBytes, writer.Length)));
        var end = _file.Position;
        try
        {
            _file.Write(_buffer, 0, size);
        }
        catch (IOException)
        {
            // Half a record would hide all that follow it.
            _file.SetLength(end);
            _file.Position = end;
            throw;
        }
    }

    /// <summary>Reads all records from the beginning; then the file is ready for more.</summary>
    public void ReadAll(Action<WireReader> record, ILogger logger)
    {
#pragma warning disable CA2000 // Disposing it would close the file.
        var reading = new BufferedStream(_file, 1024 * 1024);
#pragma warning restore CA2000
        var (good, size) = (0L, _file.Length);
        _file.Position = 0;
        while (ReadOne(reading, size - good) is { } bytes)
        {
            record(new WireReader(bytes, flexible: true));
            good += HeaderBytes + bytes.Length;
        }

        if (good < size)
        {
            Log.JournalTorn(logger, _file.Name, size - good, good);
            _file.SetLength(good);
        }

        _file.Position = good;
    }

    public void Dispose() => _file.Dispose();

    private ReadOnlyMemory<byte>? ReadOne(BufferedStream reading, long left)
    {
        if (left < HeaderBytes)
        {
            return null;
        }

        Span<byte> header = stackalloc byte[HeaderBytes];
        reading.ReadExactly(header);
        var length = BinaryPrimitives.ReadInt32BigEndian(header);
        if (length < 1 || length > RecordBytesMax || length > left - HeaderBytes)
        {
            return null;
        }

        Need(length);
        reading.ReadExactly(_buffer, 0, length);
        return Crc32C.Of(_buffer.AsSpan(0, length)) == BinaryPrimitives.ReadUInt32BigEndian(header[4..]) ? _buffer.AsMemory(0, length) : null;
    }

    private void Need(int size)
    {
        if (_buffer.Length < size)
        {
            _buffer = new byte[Math.Max(size, Math.Min(2 * _buffer.Length, RecordBytesMax))];
        }
    }
}
