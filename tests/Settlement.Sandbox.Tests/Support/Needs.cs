using Settlement.Sandbox.Services;

namespace Settlement.Sandbox.Tests.Support;

/// <summary>What a test needs of the machine: absent, it is skipped at home and fails where CI is set.</summary>
internal static class Needs
{
    public static async Task PostgresAsync()
    {
        try
        {
            await PostgresBinaries.FindAsync(TestContext.Current.CancellationToken);
        }
        catch (SandboxException absent)
        {
            Absent(absent.Message);
        }
    }

    public static string KafkaHome()
    {
        if (Environment.GetEnvironmentVariable(KafkaServer.HomeVariable) is { Length: > 0 } home)
            return home;
        Absent($"{KafkaServer.HomeVariable} is not set");
        return "";
    }

    public static string Kubeconfig()
    {
        if (Environment.GetEnvironmentVariable("KUBECONFIG") is { Length: > 0 } file)
            return file;
        Absent("KUBECONFIG is not set");
        return "";
    }

    public static void Absent(string what)
    {
        if (Environment.GetEnvironmentVariable("CI") == "true")
            Assert.Fail(what);
        Assert.Skip(what);
    }
}
