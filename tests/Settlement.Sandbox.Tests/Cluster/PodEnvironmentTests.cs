using k8s;
using k8s.Models;
using Settlement.Sandbox.Cluster.Kubelet;
using static Settlement.Sandbox.Tests.Cluster.TestNamespace;

namespace Settlement.Sandbox.Tests.Cluster;

[Collection(ClusterCollection.Name)]
public sealed class PodEnvironmentTests(ClusterFixture cluster)
{
    [Fact]
    public async Task Missing_secret_holds_the_container_back_until_it_exists()
    {
        var space = await cluster.NamespaceAsync();
        await space.CreateAsync("waits", Script("echo got $SECRET; sleep 100", spec => spec.Containers[0].Env = [FromSecret("SECRET", "later", "key")]));
        var pod = await space.WaitAsync("waits", "the reason", found => State(found)?.Waiting?.Reason == "CreateContainerConfigError");
        Assert.Equal("secret \"later\" not found", State(pod)!.Waiting.Message);

        await CreateSecretAsync(space, "later", "key", "it");

        await space.LoggedAsync("waits", "got it\n");
    }

    [Fact]
    public async Task Environment_comes_from_values_secrets_config_maps_and_the_pod_and_from_nothing_else()
    {
        var space = await cluster.NamespaceAsync();
        Environment.SetEnvironmentVariable("SETTLEMENT_SECRET_OF_THE_SANDBOX", "leaked");
        await CreateSecretAsync(space, "s", "password", "p$w");
        await space.Client.CoreV1.CreateNamespacedConfigMapAsync(
            new V1ConfigMap { Metadata = new V1ObjectMeta { Name = "m" }, Data = new Dictionary<string, string> { ["COLOUR"] = "red", ["SIZE"] = "9" } }, space.Name, cancellationToken: TestContext.Current.CancellationToken);
        var spec = Script("env | sort", spec =>
        {
            spec.RestartPolicy = "Never";
            spec.Containers[0].EnvFrom = [new V1EnvFromSource { Prefix = "M_", ConfigMapRef = new V1ConfigMapEnvSource { Name = "m" } }];
            spec.Containers[0].Env =
            [
                FromSecret("PASSWORD", "s", "password"),
                new V1EnvVar { Name = "SIZE", ValueFrom = new V1EnvVarSource { ConfigMapKeyRef = new V1ConfigMapKeySelector { Name = "m", Key = "SIZE" } } },
                new V1EnvVar { Name = "URL", Value = "x://$(PASSWORD)/$$(SIZE)/$(NOBODY)" },
                FromField("NAME", "metadata.name"),
                FromField("SPACE", "metadata.namespace"),
                FromField("UID", "metadata.uid"),
                FromField("IP", "status.podIP"),
                FromField("HOST_IP", "status.hostIP"),
                FromField("NODE", "spec.nodeName"),
                FromField("ACCOUNT", "spec.serviceAccountName"),
                FromField("APP", "metadata.labels['app']"),
                FromField("NOTE", "metadata.annotations['note']"),
            ];
        });
        await space.CreateAsync("env", spec, new Dictionary<string, string> { ["note"] = "n" }, new Dictionary<string, string> { ["app"] = "a" });

        var pod = await space.WaitAsync("env", "its end", found => found.Status.Phase == "Succeeded");

        var lines = (await space.LogAsync("env")).Split('\n');
        string[] expected =
        [
            "PASSWORD=p$w", "SIZE=9", "M_COLOUR=red", "M_SIZE=9", "URL=x://p$w/$(SIZE)/$(NOBODY)", "NAME=env", $"SPACE={space.Name}", $"UID={pod.Uid()}",
            $"IP={pod.Status.PodIP}", "HOST_IP=127.0.0.1", "NODE=sandbox", "ACCOUNT=default", "APP=a", "NOTE=n", "HOSTNAME=env", "KUBERNETES_SERVICE_HOST=127.0.0.1",
        ];
        Assert.All(expected, line => Assert.Contains(line, lines));
        Assert.DoesNotContain(lines, line => line.Contains("leaked", StringComparison.Ordinal) || line.StartsWith("KUBE_LITE", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Kubeconfig_makes_the_pod_its_service_account_and_is_private()
    {
        var space = await cluster.NamespaceAsync();
        await space.CreateAsync("who", Script("stat -c %a $KUBECONFIG; cat $KUBECONFIG; echo; sleep 100", spec => spec.ServiceAccountName = "settler"));
        await space.EventsAsync("who", "FailedMount");
        await space.Client.CoreV1.CreateNamespacedServiceAccountAsync(
            new V1ServiceAccount { Metadata = new V1ObjectMeta { Name = "settler" } }, space.Name, cancellationToken: TestContext.Current.CancellationToken);

        var log = await space.LoggedAsync("who", "}");

        Assert.StartsWith("600\n", log, StringComparison.Ordinal);
        using var stream = new MemoryStream(System.Text.Encoding.UTF8.GetBytes(log[4..]));
        using var client = new k8s.Kubernetes(await KubernetesClientConfiguration.BuildConfigFromConfigFileAsync(stream));
        var review = await client.AuthenticationV1.CreateSelfSubjectReviewAsync(new V1SelfSubjectReview(), cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal($"system:serviceaccount:{space.Name}:settler", review.Status.UserInfo.Username);
    }

    [Fact]
    public async Task Crash_points_are_armed_once_for_each_change_of_the_annotation()
    {
        var space = await cluster.NamespaceAsync();
        await space.CreateAsync("armed", Script("echo file $SETTLEMENT_CRASH_POINTS; sleep 100"), new Dictionary<string, string> { [CrashPointFile.Annotation] = "BarrierDrawn=Kill,Drained=Pause" });
        var file = (await space.LoggedAsync("armed", "\n")).Trim()["file ".Length..];
        Assert.Equal(["BarrierDrawn=Kill", "Drained=Pause"], await File.ReadAllLinesAsync(file, TestContext.Current.CancellationToken));

        await File.WriteAllTextAsync(file, "", TestContext.Current.CancellationToken);
        await AnnotateAsync(space, "other", "1");
        await AnnotateAsync(space, CrashPointFile.Annotation, "BeforeStatus=Kill");

        await UntilAsync("the new line", () => File.ReadAllLinesAsync(file), lines => lines is ["BeforeStatus=Kill"]);
    }

    private static Task<V1Pod> AnnotateAsync(TestNamespace space, string name, string value) => space.Client.CoreV1.PatchNamespacedPodAsync(
        new V1Patch(new { metadata = new { annotations = new Dictionary<string, string> { [name] = value } } }, V1Patch.PatchType.MergePatch), "armed", space.Name);

    private static Task<V1Secret> CreateSecretAsync(TestNamespace space, string name, string key, string value) => space.Client.CoreV1.CreateNamespacedSecretAsync(
        new V1Secret { Metadata = new V1ObjectMeta { Name = name }, StringData = new Dictionary<string, string> { [key] = value } }, space.Name);

    private static V1EnvVar FromSecret(string name, string secret, string key) =>
        new() { Name = name, ValueFrom = new V1EnvVarSource { SecretKeyRef = new V1SecretKeySelector { Name = secret, Key = key } } };

    private static V1EnvVar FromField(string name, string path) =>
        new() { Name = name, ValueFrom = new V1EnvVarSource { FieldRef = new V1ObjectFieldSelector { FieldPath = path } } };
}
