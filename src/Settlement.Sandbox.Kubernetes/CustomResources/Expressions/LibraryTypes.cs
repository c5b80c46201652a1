using System.Net;
using System.Numerics;

namespace Settlement.Sandbox.Kubernetes.CustomResources.Expressions;

/// <summary>How the types of the Kubernetes libraries are held.</summary>
internal static class LibraryTypes
{
    public const string Url = "kubernetes.URL";
    public const string Quantity = "kubernetes.Quantity";
    public const string Ip = "net.IP";
    public const string Cidr = "net.CIDR";

    public static Type? Of(string name) => name switch
    {
        Url => typeof(Uri),
        Quantity => typeof(BigInteger),
        Ip => typeof(IPAddress),
        Cidr => typeof(CidrValue),
        _ => null,
    };
}

/// <summary>A network as it was written: the address may have bits after the prefix.</summary>
internal sealed record CidrValue(IPAddress Address, int PrefixLength)
{
    public IPAddress Masked
    {
        get
        {
            var bytes = Address.GetAddressBytes();
            for (var bit = PrefixLength; bit < bytes.Length * 8; bit++)
            {
                bytes[bit / 8] &= (byte)(0xff ^ (0x80 >> (bit % 8)));
            }

            return new IPAddress(bytes);
        }
    }

    public bool Contains(IPAddress address) =>
        address.AddressFamily == Address.AddressFamily && new CidrValue(address, PrefixLength).Masked.Equals(Masked);

    public override string ToString() => $"{Address}/{PrefixLength}";
}
