using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;

namespace Settlement.Sandbox.Kubernetes.CustomResources;

/// <summary>The formats of strings that are checked. Others, int32 and int64 among them, are taken as a comment.</summary>
internal static partial class Formats
{
    private static readonly Dictionary<string, Func<string, bool>> Known = new(StringComparer.Ordinal)
    {
        ["bsonobjectid"] = s => s.Length == 24 && s.All(char.IsAsciiHexDigit),
        ["uri"] = IsUri,
        ["email"] = s => Email().IsMatch(s),
        ["hostname"] = IsHostname,
        ["ipv4"] = s => Address(s, AddressFamily.InterNetwork),
        ["ipv6"] = s => Address(s, AddressFamily.InterNetworkV6),
        ["cidr"] = IsCidr,
        ["mac"] = s => Mac().IsMatch(s),
        ["uuid"] = s => Uuid().IsMatch(s),
        ["uuid3"] = s => UuidOf(s, "3", false),
        ["uuid4"] = s => UuidOf(s, "4", true),
        ["uuid5"] = s => UuidOf(s, "5", true),
        ["isbn"] = s => Isbn10(s) || Isbn13(s),
        ["isbn10"] = Isbn10,
        ["isbn13"] = Isbn13,
        ["creditcard"] = IsCreditCard,
        ["ssn"] = s => Ssn().IsMatch(s),
        ["hexcolor"] = s => HexColour().IsMatch(s),
        ["rgbcolor"] = s => RgbColour().IsMatch(s),
        ["byte"] = IsBase64,
        ["password"] = _ => true,
        ["date"] = s => DateOnly.TryParseExact(s, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _),
        ["duration"] = s => Duration().IsMatch(s),
        ["datetime"] = IsDateTime,
        ["date-time"] = IsDateTime,
        ["k8s-short-name"] = s => s.Length <= 63 && Label().IsMatch(s),
        ["k8s-long-name"] = s => s.Length <= 253 && Subdomain().IsMatch(s),
    };

    public static bool IsChecked(string format) => Known.ContainsKey(format);

    public static bool Matches(string format, string value) => !Known.TryGetValue(format, out var check) || check(value);



    private static bool IsDateTime(string value)
    {
        var match = DateTimePattern().Match(value);
        return match.Success && DateTime.TryParseExact(match.Groups[1].Value.ToUpperInvariant(), "yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture, DateTimeStyles.None, out _);
    }

    private static bool IsUri(string value) => value.Length > 0 && !value.Any(c => c is ' ' or < ' ' or (char)0x7f)
        && (value[0] == '/' || UriPattern().IsMatch(value)) && Uri.TryCreate(value, UriKind.RelativeOrAbsolute, out _);

    /// <summary>Labels of letters and digits; a dotted name ends in letters or an encoded top level. As the original is stricter than its name, one-letter top levels are refused.</summary>
    private static bool IsHostname(string value) => value.Length <= 255 && Hostname().IsMatch(value) && value.Split('.').All(label => label.Length <= 63);

    private static bool Address(string value, AddressFamily family) =>
        family == AddressFamily.InterNetwork ? DottedAddress(value) : value.Contains(':', StringComparison.Ordinal) && !value.Contains('[', StringComparison.Ordinal)
            && IPAddress.TryParse(value, out var address) && address.AddressFamily == family;

    /// <summary>Four decimal parts, leading zeros allowed.</summary>
    private static bool DottedAddress(string value)
    {
        var parts = value.Split('.');
        return parts.Length == 4 && parts.All(p => p.Length is > 0 and <= 3 && p.All(char.IsAsciiDigit) && int.Parse(p, CultureInfo.InvariantCulture) <= 255);
    }

    private static bool IsCidr(string value)
    {
        var slash = value.IndexOf('/');
        return slash > 0 && int.TryParse(value.AsSpan(slash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var bits)
            && ((Address(value[..slash], AddressFamily.InterNetwork) && bits <= 32) || (Address(value[..slash], AddressFamily.InterNetworkV6) && bits <= 128));
    }

    private static bool UuidOf(string value, string version, bool variant)
    {
        var digits = value.Replace("-", "", StringComparison.Ordinal).ToLowerInvariant();
        return Uuid().IsMatch(value) && digits[12] == version[0] && (!variant || digits[16] is '8' or '9' or 'a' or 'b');
    }

    private static bool Isbn10(string value)
    {
        var digits = value.Replace("-", "", StringComparison.Ordinal).Replace(" ", "", StringComparison.Ordinal);
        if (digits.Length != 10 || !digits[..9].All(char.IsAsciiDigit) || !(char.IsAsciiDigit(digits[9]) || digits[9] == 'X'))
        {
            return false;
        }

        return digits.Select((c, i) => (i + 1) * (c == 'X' ? 10 : c - '0')).Sum() % 11 == 0;
    }

    private static bool Isbn13(string value)
    {
        var digits = value.Replace("-", "", StringComparison.Ordinal).Replace(" ", "", StringComparison.Ordinal);
        return digits.Length == 13 && digits.All(char.IsAsciiDigit) && digits.Select((c, i) => (c - '0') * (i % 2 == 0 ? 1 : 3)).Sum() % 10 == 0;
    }

    private static bool IsCreditCard(string value)
    {
        var digits = new string([.. value.Where(char.IsAsciiDigit)]);
        return CreditCard().IsMatch(digits)
            && digits.Reverse().Select((c, i) => i % 2 == 0 ? c - '0' : (c - '0') * 2 is var d && d > 9 ? d - 9 : (c - '0') * 2).Sum() % 10 == 0;
    }

    private static bool IsBase64(string value) => value.Length > 0 && Base64().IsMatch(value);

    [GeneratedRegex(@"^([0-9]{4}-[0-9]{2}-[0-9]{2}[tT][0-9]{2}:[0-9]{2}:[0-9]{2})(\.[0-9]+)?([zZ]|[+-][0-9]{2}:[0-9]{2})\z", RegexOptions.NonBacktracking)]
    private static partial Regex DateTimePattern();

    [GeneratedRegex(@"^[A-Za-z][A-Za-z0-9+.-]*:.+\z", RegexOptions.NonBacktracking)]
    private static partial Regex UriPattern();

    [GeneratedRegex(@"^([^<>@]*<)?[^\s<>@]+@[^\s<>@]+>?\z", RegexOptions.NonBacktracking)]
    private static partial Regex Email();

    [GeneratedRegex(@"^([\p{L}0-9]([-\p{L}0-9]*[\p{L}0-9])?\.)*[\p{L}]([-\p{L}0-9]*[\p{L}0-9])+\z", RegexOptions.NonBacktracking)]
    private static partial Regex Hostname();

    [GeneratedRegex(@"^([0-9A-Fa-f]{2}([:-][0-9A-Fa-f]{2}){5}|[0-9A-Fa-f]{2}([:-][0-9A-Fa-f]{2}){7}|[0-9A-Fa-f]{4}(\.[0-9A-Fa-f]{4}){2}|[0-9A-Fa-f]{4}(\.[0-9A-Fa-f]{4}){3})\z", RegexOptions.NonBacktracking)]
    private static partial Regex Mac();

    [GeneratedRegex(@"^[0-9A-Fa-f]{8}-?[0-9A-Fa-f]{4}-?[0-9A-Fa-f]{4}-?[0-9A-Fa-f]{4}-?[0-9A-Fa-f]{12}\z", RegexOptions.NonBacktracking)]
    private static partial Regex Uuid();

    [GeneratedRegex(@"^[0-9]{3}[- ]?[0-9]{2}[- ]?[0-9]{4}\z", RegexOptions.NonBacktracking)]
    private static partial Regex Ssn();

    [GeneratedRegex(@"^#?([0-9A-Fa-f]{3}|[0-9A-Fa-f]{6})\z", RegexOptions.NonBacktracking)]
    private static partial Regex HexColour();

    [GeneratedRegex(@"^rgb\(\s*([01]?[0-9]?[0-9]|2[0-4][0-9]|25[0-5])\s*(,\s*([01]?[0-9]?[0-9]|2[0-4][0-9]|25[0-5])\s*){2}\)\z", RegexOptions.NonBacktracking)]
    private static partial Regex RgbColour();

    [GeneratedRegex(@"^([A-Za-z0-9+/]{4})*([A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=|[A-Za-z0-9+/]{4})\z", RegexOptions.NonBacktracking)]
    private static partial Regex Base64();

    [GeneratedRegex(@"^(4[0-9]{12}([0-9]{3})?|5[1-5][0-9]{14}|6(011|5[0-9][0-9])[0-9]{12}|3[47][0-9]{13}|3(0[0-5]|[68][0-9])[0-9]{11}|(2131|1800|35[0-9]{3})[0-9]{11})\z", RegexOptions.NonBacktracking)]
    private static partial Regex CreditCard();

    /// <summary>Go's durations, and pairs of a number and a unit up to weeks anywhere in the text.</summary>
    [GeneratedRegex(@"^-?([0-9]+(\.[0-9]*)?(ns|us|µs|ms|s|m|h))+\z|[0-9]+\s*(ns|us|µs|ms|s|m|h|d|w|nano|micro|milli|sec|min|hour|hr|day|week|D|W|H|M|S)", RegexOptions.NonBacktracking)]
    private static partial Regex Duration();

    [GeneratedRegex(@"^[a-z0-9]([-a-z0-9]*[a-z0-9])?\z", RegexOptions.NonBacktracking)]
    private static partial Regex Label();

    [GeneratedRegex(@"^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*\z", RegexOptions.NonBacktracking)]
    private static partial Regex Subdomain();
}
