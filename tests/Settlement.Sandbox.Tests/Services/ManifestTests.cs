using Settlement.Sandbox.Services;

namespace Settlement.Sandbox.Tests.Services;

public sealed class ManifestTests
{
    [Fact]
    public void A_document_that_is_no_object_is_refused_with_its_file()
    {
        var error = Assert.Throws<SandboxException>(() => Manifest.Parse("kind: Pod\n", "deploy/x.yaml"));

        Assert.Contains("deploy/x.yaml", error.Message, StringComparison.Ordinal);
        Assert.Contains("no YAML", Assert.Throws<SandboxException>(() => Manifest.Parse("a: [", "y")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_document_of_a_file_is_read_with_the_images_that_it_needs()
    {
        const string Yaml =
            """
            # a comment alone is no document
            ---
            apiVersion: v1
            kind: Namespace
            metadata: {name: one}
            ---
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: two, namespace: one}
            spec: {template: {spec: {containers: [{name: c, image: "settlement:0.1.0"}], initContainers: [{name: i, image: other}]}}}
            """;

        var manifests = Manifest.Parse(Yaml, "test");

        Assert.Equal([("v1", "Namespace", "one", null), ("apps/v1", "Deployment", "two", "one")], manifests.Select(m => (m.ApiVersion, m.Kind, m.Name, m.Namespace)));
        Assert.Empty(manifests[0].Images);
        Assert.Equal(["other", "settlement:0.1.0"], manifests[1].Images.Order());
    }
}
