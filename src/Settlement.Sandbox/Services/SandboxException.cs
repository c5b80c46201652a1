namespace Settlement.Sandbox.Services;

/// <summary>Something that the sandbox needs is absent or did not work. The message says what, where, and what to do next.</summary>
public sealed class SandboxException : Exception
{
    /// <summary>An error for the person at the terminal.</summary>
    /// <param name="message">What went wrong, where, and what to do next.</param>
    public SandboxException(string message)
        : base(message)
    {
    }

    /// <summary>An error for the person at the terminal, with its cause.</summary>
    /// <param name="message">What went wrong, where, and what to do next.</param>
    /// <param name="cause">The failure below it.</param>
    public SandboxException(string message, Exception? cause)
        : base(message, cause)
    {
    }
}
