namespace Settlement.Sandbox.Services;

/// <summary>How long the sandbox waits for what, each by its name. Generous: they bound a failure, not a success.</summary>
internal static class Timeouts
{
    /// <summary>A short helper program, such as <c>java -version</c>.</summary>
    public static readonly TimeSpan HelperProgram = TimeSpan.FromSeconds(30);

    /// <summary><c>initdb</c> and the formatting of Kafka's log directory.</summary>
    public static readonly TimeSpan Preparation = TimeSpan.FromSeconds(60);

    /// <summary>A started server answers its clients.</summary>
    public static readonly TimeSpan ServerReady = TimeSpan.FromSeconds(60);

    /// <summary>A given server (Kafka, API server) answers.</summary>
    public static readonly TimeSpan GivenServer = TimeSpan.FromSeconds(15);

    /// <summary>An orderly stop, before the process group is killed.</summary>
    public static readonly TimeSpan OrderlyStop = TimeSpan.FromSeconds(15);

    /// <summary>An orderly stop of what a killed sandbox left of a kept world.</summary>
    public static readonly TimeSpan LeftoverStop = TimeSpan.FromSeconds(15);

    /// <summary>A killed process is gone.</summary>
    public static readonly TimeSpan Killed = TimeSpan.FromSeconds(10);

    /// <summary>The download of the command-line tools.</summary>
    public static readonly TimeSpan Download = TimeSpan.FromMinutes(5);

    /// <summary>A short command of the product, such as <c>settlement migrate</c>.</summary>
    public static readonly TimeSpan ProductCommand = TimeSpan.FromSeconds(60);

    /// <summary>The installed operator is available.</summary>
    public static readonly TimeSpan OperatorReady = TimeSpan.FromSeconds(60);

    /// <summary>A deleted resource type is gone, with all its objects.</summary>
    public static readonly TimeSpan ResourceTypeGone = TimeSpan.FromSeconds(30);
}
