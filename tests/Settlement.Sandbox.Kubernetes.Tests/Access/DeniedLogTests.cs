using Settlement.Sandbox.Kubernetes.Access;

namespace Settlement.Sandbox.Kubernetes.Tests.Access;

public sealed class DeniedLogTests
{
    [Fact]
    public void Refusals_are_appended_to_the_file_one_per_line_and_the_last_thousand_are_kept()
    {
        var file = Path.GetTempFileName();
        try
        {
            using (var log = new DeniedLog(TimeProvider.System, file))
            {
                for (var i = 0; i < 1001; i++)
                {
                    log.Add(new DeniedRequest { Code = 403, User = "bob", Verb = "list", Resource = "nodes", Name = $"{i}" });
                }

                Assert.Equal(("1", 1000), (log.Last[0].Name, log.Last.Count));
                log.Clear();
                Assert.Empty(log.Last);
            }

            var lines = File.ReadAllLines(file);
            Assert.Equal(1001, lines.Length);
            Assert.EndsWith(""","code":403,"user":"bob","verb":"list","resource":"nodes","name":"0"}""", lines[0], StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(file);
        }
    }
}
