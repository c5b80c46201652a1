namespace Settlement.Sandbox.Kafka.Logs;

/// <summary>Which names a topic may have.</summary>
internal static class TopicNames
{
    private const int LengthMax = 249;

    public static bool IsValid(string name) => name.Length is > 0 and <= LengthMax && name is not ("." or "..") && name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '.' or '_' or '-');
}
