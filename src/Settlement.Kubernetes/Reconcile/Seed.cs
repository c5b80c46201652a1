using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Settlement.Kubernetes.Reconcile;

/// <summary>Seeds for jitter: different for different names, the same for the same name in every process.</summary>
public static class Seed
{
    /// <summary>Makes a seed from a name, such as a pod's.</summary>
    public static int Of(string name) => BinaryPrimitives.ReadInt32LittleEndian(SHA256.HashData(Encoding.UTF8.GetBytes(name)));
}
