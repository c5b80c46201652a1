namespace Settlement.Sandbox.Kubernetes.Apply;

/// <summary>A value is not of its schema, in the machinery's words.</summary>
internal sealed class TypedException(string message) : Exception(message);
