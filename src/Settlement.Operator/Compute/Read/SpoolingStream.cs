namespace Settlement.Operator.Compute.Read;

/// <summary>Reads a source that comes once and keeps what it read in a temporary file, so that later passes can have it again.</summary>
internal sealed class SpoolingStream(Stream source) : IDisposable
{
    // Made by the system, so that nobody else may read it.
    private readonly FileStream _kept = new(Path.GetTempFileName(), FileMode.Open, FileAccess.ReadWrite, FileShare.None, 256 * 1024, FileOptions.DeleteOnClose);
    private bool _isBegun;

    /// <summary>Begins a pass: the first reads the source, later ones what was kept. One pass at a time; the first must have reached the end.</summary>
    public Stream Begin()
    {
        var pass = new Pass(_isBegun ? null : source, _kept);
        _isBegun = true;
        _kept.Position = 0;
        return pass;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _kept.Dispose();
        source.Dispose();
    }

    private sealed class Pass(Stream? source, FileStream kept) : ForwardStream
    {
        public override int Read(byte[] buffer, int offset, int count)
        {
            if (source is null)
                return kept.Read(buffer, offset, count);
            var length = source.Read(buffer, offset, count);
            kept.Write(buffer, offset, length);
            return length;
        }
    }
}
