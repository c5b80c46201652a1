using System.Text.Json.Nodes;
using Settlement.Sandbox.Kubernetes.Tests.Support;

namespace Settlement.Sandbox.Kubernetes.Tests.Access;

public sealed class AccessOverHttpTests(FullServer server) : IClassFixture<FullServer>
{
    private const string RbacPath = "/apis/rbac.authorization.k8s.io/v1";
    private const string ReviewPath = "/apis/authorization.k8s.io/v1";

    [Fact]
    public async Task A_wrong_token_is_401_and_none_is_anonymous()
    {
        var wrong = await server.SendAsAsync("wrong", "GET", "/api/v1/pods");
        Assert.Equal((401, "Unauthorized"), (wrong.Code, wrong.Message));

        var anonymous = await server.SendAsAsync(null, "GET", "/api/v1/pods");
        Assert.Equal((403, "pods is forbidden: User \"system:anonymous\" cannot list resource \"pods\" in API group \"\" at the cluster scope"), (anonymous.Code, anonymous.Message));
        Assert.Equal(200, (await server.SendAsAsync(null, "GET", "/version")).Code);
    }

    [Fact]
    public async Task Every_new_connection_is_known_by_its_certificate_also_when_its_session_is_resumed()
    {
        for (var i = 0; i < 5; i++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/nodes");
            request.Headers.ConnectionClose = true;
            using var response = await server.Admin.SendAsync(request, TestContext.Current.CancellationToken);

            Assert.Equal(System.Net.HttpStatusCode.OK, response.StatusCode);
        }
    }

    [Theory]
    [InlineData("GET", "/apis/nope.example.com/v1/things", "things.nope.example.com is forbidden: User \"bob\" cannot list resource \"things\" in API group \"nope.example.com\" at the cluster scope")]
    [InlineData("DELETE", "/api/v1/namespaces/default/configmaps", "configmaps is forbidden: User \"bob\" cannot deletecollection resource \"configmaps\" in API group \"\" in the namespace \"default\"")]
    [InlineData("GET", "/api/v1/namespaces/default/pods/p/log", "pods \"p\" is forbidden: User \"bob\" cannot get resource \"pods/log\" in API group \"\" in the namespace \"default\"")]
    [InlineData("GET", "/metrics", "forbidden: User \"bob\" cannot get path \"/metrics\"")]
    public async Task What_is_not_allowed_is_403_before_anything_else(string method, string path, string message)
    {
        var refused = await server.SendAsAsync("bobs", method, path);

        Assert.Equal((403, message), (refused.Code, refused.Message));
        Assert.Contains(server.Server.Faults.Denied, denied => denied.User == "bob" && denied.Path == path);
    }

    [Fact]
    public async Task A_right_to_one_name_is_enough_to_list_and_watch_that_name_alone()
    {
        await CreateAsync($"{RbacPath}/namespaces/default/roles", """{"metadata":{"name":"one"},"rules":[{"verbs":["list","watch"],"apiGroups":[""],"resources":["pods"],"resourceNames":["p-0"]}]}""");
        await CreateAsync($"{RbacPath}/namespaces/default/rolebindings", Binding("one", "Role", "one", "one"));

        foreach (var watch in (string[])["", "&watch=1&timeoutSeconds=1"])
        {
            Assert.Equal(200, (await server.SendAsAsync("sa:default:one", "GET", $"/api/v1/namespaces/default/pods?fieldSelector=metadata.name%3Dp-0{watch}")).Code);
            Assert.Equal(200, (await server.SendAsAsync("sa:default:one", "GET", $"/api/v1/namespaces/default/pods?fieldSelector=metadata.namespace%3Ddefault%2Cmetadata.name%3D%3Dp-0{watch}")).Code);
            Assert.Equal(403, (await server.SendAsAsync("sa:default:one", "GET", $"/api/v1/namespaces/default/pods?fieldSelector=metadata.name%21%3Dp-0{watch}")).Code);
            Assert.Equal(403, (await server.SendAsAsync("sa:default:one", "GET", $"/api/v1/namespaces/default/pods?fieldSelector=metadata.name%3Dp-1{watch}")).Code);
        }
    }

    [Fact]
    public async Task A_binding_counts_for_the_very_next_request_and_a_missing_role_is_named()
    {
        await CreateAsync($"{RbacPath}/namespaces/default/rolebindings", Binding("quick", "Role", "quick", "quick"));
        var refused = await server.SendAsAsync("sa:default:quick", "GET", "/api/v1/namespaces/default/pods");
        Assert.EndsWith(": RBAC: role.rbac.authorization.k8s.io \"quick\" not found", refused.Message, StringComparison.Ordinal);

        await CreateAsync($"{RbacPath}/namespaces/default/roles", """{"metadata":{"name":"quick"},"rules":[{"verbs":["list"],"apiGroups":[""],"resources":["pods"]}]}""");
        Assert.Equal(200, (await server.SendAsAsync("sa:default:quick", "GET", "/api/v1/namespaces/default/pods")).Code);
        Assert.Equal(403, (await server.SendAsAsync("sa:default:quick", "GET", "/api/v1/namespaces/kube-system/pods")).Code);
    }

    [Fact]
    public async Task Nobody_grants_more_than_they_hold()
    {
        await CreateAsync($"{RbacPath}/namespaces/default/rolebindings", Binding("granter", "ClusterRole", "admin", "granter"));
        var path = $"{RbacPath}/namespaces/default/roles";

        var refused = await server.SendAsAsync("sa:default:granter", "POST", path, """{"metadata":{"name":"y"},"rules":[{"verbs":["get"],"apiGroups":[""],"resources":["nodes"]}]}""");
        Assert.Equal(403, refused.Code);
        Assert.Contains("is attempting to grant RBAC permissions not currently held:\n{APIGroups:[\"\"], Resources:[\"nodes\"], Verbs:[\"get\"]}", refused.Message, StringComparison.Ordinal);
        Assert.Equal(201, (await server.SendAsAsync("sa:default:granter", "POST", path, """{"metadata":{"name":"y"},"rules":[{"verbs":["get"],"apiGroups":[""],"resources":["pods"]}]}""")).Code);
    }

    [Fact]
    public async Task Access_reviews_tell_what_would_be_decided_and_are_not_noted_as_denied()
    {
        server.Server.Faults.ForgetDenied();
        const string Question = """{"spec":{"user":"carol","resourceAttributes":{"verb":"get","resource":"pods","namespace":"default"}}}""";

        Assert.True(Status(await server.SendAsync("POST", $"{ReviewPath}/selfsubjectaccessreviews", """{"spec":{"resourceAttributes":{"verb":"*","resource":"*"}}}""")).Flag("allowed"));
        Assert.False(Status(await server.SendAsync("POST", $"{ReviewPath}/subjectaccessreviews", Question)).Flag("allowed"));
        Assert.False(Status(await server.SendAsync("POST", $"{ReviewPath}/namespaces/default/localsubjectaccessreviews", Question)).Flag("allowed"));
        Assert.DoesNotContain(server.Server.Faults.Denied, denied => denied.User == "carol");
    }

    [Theory]
    [InlineData("/apis/authorization.k8s.io/v1/selfsubjectaccessreviews", """{"spec":{}}""", "exactly one of nonResourceAttributes or resourceAttributes must be specified")]
    [InlineData("/apis/authorization.k8s.io/v1/namespaces/default/localsubjectaccessreviews", """{"spec":{"user":"x","resourceAttributes":{"namespace":"other"}}}""", "spec.resourceAttributes.namespace must match namespace: default")]
    [InlineData("/apis/authorization.k8s.io/v1/selfsubjectrulesreviews", """{"spec":{}}""", "no namespace on request")]
    [InlineData("/apis/authentication.k8s.io/v1/tokenreviews", """{"spec":{}}""", "token is required for TokenReview in authentication")]
    public async Task Questions_without_sense_are_bad_requests(string path, string body, string message)
    {
        var refused = await server.SendAsync("POST", path, body);

        Assert.Equal((400, message), (refused.Code, refused.Message));
    }

    [Fact]
    public async Task Own_rules_and_own_name_can_be_asked_for()
    {
        var rules = Status(await server.SendAsAsync("bobs", "POST", $"{ReviewPath}/selfsubjectrulesreviews", """{"spec":{"namespace":"default"}}"""));
        Assert.Equal("""[{"verbs":["create"],"apiGroups":["authorization.k8s.io"],"resources":["selfsubjectaccessreviews","selfsubjectrulesreviews"]},{"verbs":["create"],"apiGroups":["authentication.k8s.io"],"resources":["selfsubjectreviews"]}]""", rules["resourceRules"]!.ToJsonString());

        var self = Status(await server.SendAsAsync("sa:default:op", "POST", "/apis/authentication.k8s.io/v1/selfsubjectreviews", "{}"));
        Assert.Equal("""{"username":"system:serviceaccount:default:op","groups":["system:serviceaccounts","system:serviceaccounts:default","system:authenticated"]}""", self["userInfo"]!.ToJsonString());
    }

    [Fact]
    public async Task Tokens_are_issued_for_accounts_that_are_there_and_reviewed()
    {
        const string Path = "/api/v1/namespaces/default/serviceaccounts";
        Assert.Equal("serviceaccounts \"nope\" not found", (await server.SendAsync("POST", $"{Path}/nope/token", """{"spec":{}}""")).Message);
        Assert.Equal(422, (await server.SendAsync("POST", $"{Path}/default/token", """{"spec":{"expirationSeconds":60}}""")).Code);

        var issued = await server.SendAsync("POST", $"{Path}/default/token", """{"spec":{}}""");
        Assert.Equal(201, issued.Code);
        Assert.Equal("sa:default:default", Status(issued).Text("token"));
        Assert.True(Status(await server.SendAsync("POST", "/apis/authentication.k8s.io/v1/tokenreviews", """{"spec":{"token":"sa:default:default"}}""")).Flag("authenticated"));
        Assert.Equal("""{"user":{}}""", Status(await server.SendAsync("POST", "/apis/authentication.k8s.io/v1/tokenreviews", """{"spec":{"token":"wrong"}}""")).ToJsonString());
    }

    [Theory]
    [InlineData("default")]
    [InlineData("kube-system")]
    public async Task Some_namespaces_may_not_be_deleted(string name)
    {
        var refused = await server.SendAsync("DELETE", $"/api/v1/namespaces/{name}");

        Assert.Equal((403, $"namespaces \"{name}\" is forbidden: this namespace may not be deleted"), (refused.Code, refused.Message));
    }

    private static JsonObject Status(Reply reply) => reply.Json.Object("status")!;

    private static string Binding(string name, string roleKind, string role, string account) =>
        $$$"""{"metadata":{"name":"{{{name}}}"},"subjects":[{"kind":"ServiceAccount","name":"{{{account}}}","namespace":"default"}],"roleRef":{"apiGroup":"rbac.authorization.k8s.io","kind":"{{{roleKind}}}","name":"{{{role}}}"} }""";

    private async Task CreateAsync(string path, string body) => Assert.Equal(201, (await server.SendAsync("POST", path, body)).Code);
}
