namespace Settlement.Sandbox.Kubernetes.Tests.Support;

/// <summary>What tests need beside the repository.</summary>
internal static class Servers
{
    /// <summary>Skips the test where something is missing; in CI it fails instead.</summary>
    /// <param name="present">What is needed; null: missing.</param>
    /// <param name="variable">The variable that names it.</param>
    public static void Require(object? present, string variable)
    {
        if (present is null && Environment.GetEnvironmentVariable("CI") == "true")
        {
            Assert.Fail($"{variable} is not set");
        }

        Assert.SkipWhen(present is null, $"{variable} is not set");
    }
}
