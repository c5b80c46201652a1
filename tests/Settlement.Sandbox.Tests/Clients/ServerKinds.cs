namespace Settlement.Sandbox.Tests.Clients;

/// <summary>The servers that the clients' stories are told to.</summary>
public enum ServerKind
{
    /// <summary>The embedded one, in this process.</summary>
    Embedded,

    /// <summary>A program made of Kubernetes' own parts: the measure of the embedded one.</summary>
    KubeLite,
}

/// <summary>The embedded server, and the program that KUBE_LITE_APISERVER names, if it names one.</summary>
public sealed class ServerKinds : TheoryData<ServerKind>
{
    public const string Variable = "KUBE_LITE_APISERVER";

    public ServerKinds()
    {
        Add(ServerKind.Embedded);
        if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 })
        {
            Add(ServerKind.KubeLite);
        }
    }
}
