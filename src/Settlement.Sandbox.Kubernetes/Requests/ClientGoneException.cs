namespace Settlement.Sandbox.Kubernetes.Requests;

/// <summary>The client went away while it sent its request: there is nobody to answer, and nothing is wrong with the server.</summary>
internal sealed class ClientGoneException(IOException cause) : IOException(cause.Message, cause);
