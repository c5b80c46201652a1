using System.Text;
using k8s;
using static Settlement.Sandbox.Tests.Cluster.TestNamespace;

namespace Settlement.Sandbox.Tests.Cluster;

[Collection(ClusterCollection.Name)]
public sealed class PodLogTests(ClusterFixture cluster)
{
    [Fact]
    public async Task Log_has_both_outputs_in_order()
    {
        var space = await cluster.NamespaceAsync();
        await space.CreateAsync("talks", Script("for i in 1 2 3; do echo out $i; echo err $i >&2; done; printf 'no end'; sleep 0.1", spec => spec.RestartPolicy = "Never"));
        await space.WaitAsync("talks", "its end", found => State(found)?.Terminated is not null);

        Assert.Equal("out 1\nerr 1\nout 2\nerr 2\nout 3\nerr 3\nno end\n", await space.LogAsync("talks"));
        Assert.Equal("err 3\nno end\n", await space.LogAsync("talks", tailLines: 2));
        Assert.Equal("out 1\ner", await space.LogAsync("talks", limitBytes: 8));
        Assert.Matches(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{7}Z out 1\n", await space.LogAsync("talks", timestamps: true));
    }

    [Fact]
    public async Task Following_reader_gets_lines_as_they_come_and_ends_with_the_container()
    {
        var space = await cluster.NamespaceAsync();
        var go = Path.Combine(cluster.StateDirectory, space.Name + ".go");
        await space.CreateAsync("follow", Script($"echo first; while [ ! -e {go} ]; do sleep 0.02; done; echo last", spec => spec.RestartPolicy = "Never"));
        await space.LoggedAsync("follow", "first");

        await using var stream = await space.Client.CoreV1.ReadNamespacedPodLogAsync("follow", space.Name, follow: true, cancellationToken: TestContext.Current.CancellationToken);
        using var reader = new StreamReader(stream, Encoding.UTF8);
        Assert.Equal("first", await reader.ReadLineAsync(TestContext.Current.CancellationToken));
        await File.WriteAllTextAsync(go, "", TestContext.Current.CancellationToken);

        Assert.Equal("last\n", await reader.ReadToEndAsync(TestContext.Current.CancellationToken).WaitAsync(Patience, TestContext.Current.CancellationToken));
    }
}
