using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Settlement.Sandbox.Kubernetes.Errors;

namespace Settlement.Sandbox.Kubernetes.CustomResources.Expressions;

/// <summary>Addresses and networks.</summary>
internal static class AddressFunctions
{
    private const string Ip = LibraryTypes.Ip;
    private const string Cidr = LibraryTypes.Cidr;

    public static void Register(Functions functions)
    {
        functions.Global("ip", "string", Ip, static a => Address((string)a[0]!) ?? (object)Malformed((string)a[0]!), Functions.Traverse);
        functions.Global("isIP", "string", "bool", static a => Address((string)a[0]!) is not null, Functions.Traverse);
        functions.Global("ip.isCanonical", "string", "bool", static a => Address((string)a[0]!) is { } ip ? ip.ToString() == (string)a[0]! : Malformed((string)a[0]!), Functions.Traverse);
        functions.Member("family", Ip, "int", static a => I(a, 0).AddressFamily == AddressFamily.InterNetwork ? 4L : 6L);
        functions.Member("isUnspecified", Ip, "bool", static a => I(a, 0).Equals(IPAddress.Any) || I(a, 0).Equals(IPAddress.IPv6Any));
        functions.Member("isLoopback", Ip, "bool", static a => IPAddress.IsLoopback(I(a, 0)));
        functions.Member("isLinkLocalMulticast", Ip, "bool", static a => LinkLocalMulticast(I(a, 0)));
        functions.Member("isLinkLocalUnicast", Ip, "bool", static a => LinkLocal(I(a, 0)));
        functions.Member("isGlobalUnicast", Ip, "bool", static a => !IPAddress.IsLoopback(I(a, 0)) && !LinkLocal(I(a, 0)) && !Multicast(I(a, 0)) && !I(a, 0).Equals(IPAddress.Any) && !I(a, 0).Equals(IPAddress.IPv6Any) && !I(a, 0).Equals(IPAddress.Broadcast));
        functions.Global("cidr", "string", Cidr, static a => Network((string)a[0]!) ?? (object)NoNetwork((string)a[0]!), Functions.Traverse);
        functions.Global("isCIDR", "string", "bool", static a => Network((string)a[0]!) is not null, Functions.Traverse);
        functions.Member("containsIP", $"{Cidr} {Ip}", "bool", static a => C(a, 0).Contains(I(a, 1)));
        functions.Member("containsIP", $"{Cidr} string", "bool", static a => Address((string)a[1]!) is { } ip ? C(a, 0).Contains(ip) : Malformed((string)a[1]!));
        functions.Member("containsCIDR", $"{Cidr} {Cidr}", "bool", static a => Within(C(a, 0), C(a, 1)));
        functions.Member("containsCIDR", $"{Cidr} string", "bool", static a => Network((string)a[1]!) is CidrValue other ? Within(C(a, 0), other) : NoNetwork((string)a[1]!));
        functions.Member("ip", Cidr, Ip, static a => C(a, 0).Address);
        functions.Member("masked", Cidr, Cidr, static a => C(a, 0) with { Address = C(a, 0).Masked });
        functions.Member("prefixLength", Cidr, "int", static a => (long)C(a, 0).PrefixLength);
    }

    private static IPAddress I(object?[] arguments, int index) => (IPAddress)arguments[index]!;

    private static CidrValue C(object?[] arguments, int index) => (CidrValue)arguments[index]!;

    /// <summary>An address; four plain decimal numbers, or IPv6 without a zone and not mapped from IPv4.</summary>
    private static IPAddress? Address(string text)
    {
        if (text.Contains('%', StringComparison.Ordinal) || !IPAddress.TryParse(text, out var address) || address.IsIPv4MappedToIPv6)
        {
            return null;
        }

        return address.AddressFamily == AddressFamily.InterNetwork && address.ToString() != text ? null : address;
    }

    private static CidrValue? Network(string text) => text.Split('/') is [var start, var length] && Address(start) is { } address
        && int.TryParse(length, NumberStyles.None, CultureInfo.InvariantCulture, out var bits) && bits <= address.GetAddressBytes().Length * 8 && (length == "0" || length[0] != '0')
            ? new CidrValue(address, bits) : null;

    private static EvaluationError Malformed(string text) => new($"IP Address {GoText.Quote(text)} parse error during conversion from string: ParseAddr({GoText.Quote(text)}): unable to parse IP");

    private static EvaluationError NoNetwork(string text) => new("network address parse error during conversion from string: network address parse error during conversion from string: "
        + $"netip.ParsePrefix({GoText.Quote(text)}): {(text.Contains('/', StringComparison.Ordinal) ? "bad network" : "no '/'")}");

    private static bool Within(CidrValue outer, CidrValue inner) => inner.PrefixLength >= outer.PrefixLength && outer.Contains(inner.Address);

    private static bool LinkLocal(IPAddress address) => address.IsIPv6LinkLocal || (address.GetAddressBytes() is [169, 254, _, _]);

    private static bool LinkLocalMulticast(IPAddress address) => address.GetAddressBytes() is [224, 0, 0, _] || (address.IsIPv6Multicast && (address.GetAddressBytes()[1] & 0xf) == 2);

    private static bool Multicast(IPAddress address) => address.IsIPv6Multicast || address.GetAddressBytes() is [>= 224 and < 240, _, _, _];
}
