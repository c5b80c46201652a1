namespace Settlement.Sandbox.Kubernetes.Types;

/// <summary>A resource within its group, as messages name it: <c>pods</c>, <c>leases.coordination.k8s.io</c>.</summary>
/// <param name="Group">Empty for the core group.</param>
/// <param name="Resource">The plural.</param>
internal sealed record GroupResource(string Group, string Resource)
{
    public override string ToString() => Group.Length == 0 ? Resource : $"{Resource}.{Group}";
}
