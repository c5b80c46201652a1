namespace Settlement.Sandbox.Cluster;

/// <summary>The sandbox's cluster parts cannot start; the message says what stands in the way and what to do about it.</summary>
public sealed class SandboxClusterException : Exception
{
    /// <summary>Creates the exception with the text for the user.</summary>
    public SandboxClusterException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception with the text for the user and its cause.</summary>
    public SandboxClusterException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>Creates the exception without a text.</summary>
    public SandboxClusterException()
    {
    }
}
