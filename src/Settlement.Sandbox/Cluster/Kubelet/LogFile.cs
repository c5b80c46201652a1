namespace Settlement.Sandbox.Cluster.Kubelet;

/// <summary>Whole lines of one log file that may still grow. A line without its end is kept back until the end arrives.</summary>
internal sealed class LogFile(FileStream file) : IDisposable
{
    private byte[] _buffer = new byte[16 * 1024];
    private int _start;
    private int _end;

    /// <summary>The next line without its end; null when there is no whole line now.</summary>
    public byte[]? ReadLine()
    {
        var searched = 0;
        while (true)
        {
            var found = _buffer.AsSpan(_start + searched, _end - _start - searched).IndexOf((byte)'\n');
            if (found >= 0)
            {
                var line = _buffer[_start..(_start + searched + found)];
                _start += searched + found + 1;
                return line;
            }

            searched = _end - _start;
            if (!Fill())
            {
                return null;
            }
        }
    }

    public void Dispose() => file.Dispose();

    private bool Fill()
    {
        _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
        _end -= _start;
        _start = 0;
        if (_end == _buffer.Length)
        {
            Array.Resize(ref _buffer, _buffer.Length * 2);
        }

        var read = file.Read(_buffer, _end, _buffer.Length - _end);
        _end += read;
        return read > 0;
    }
}
