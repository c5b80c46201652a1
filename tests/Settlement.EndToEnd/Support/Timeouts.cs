namespace Settlement.EndToEnd.Support;

/// <summary>How long a condition may take to come true; generous, since they only end hopeless waits.</summary>
internal static class Timeouts
{
    public static readonly TimeSpan Nominated = TimeSpan.FromSeconds(240);
    public static readonly TimeSpan Armed = TimeSpan.FromSeconds(120);
    public static readonly TimeSpan Published = TimeSpan.FromSeconds(400);
    public static readonly TimeSpan Reported = TimeSpan.FromSeconds(240);
    public static readonly TimeSpan ProcessLeft = TimeSpan.FromSeconds(240);
    public static readonly TimeSpan Stopped = TimeSpan.FromSeconds(180);
}
