using Microsoft.AspNetCore.Http;
using Settlement.Sandbox.Kubernetes.Access;
using Settlement.Sandbox.Kubernetes.Access.Rbac;
using Settlement.Sandbox.Kubernetes.Errors;
using Settlement.Sandbox.Kubernetes.Requests;
using Settlement.Sandbox.Kubernetes.Types;

namespace Settlement.Sandbox.Kubernetes.Tests.Access;

public sealed class ImpersonationTests
{
    private static readonly UserInfo Admin = new("admin", "", [Users.Masters, Users.Authenticated]);

    [Theory]
    [InlineData("Impersonate-User", "g", "users \"g\" is forbidden: User \"bob\" cannot impersonate resource \"users\" in API group \"\" at the cluster scope")]
    [InlineData("Impersonate-User", "system:serviceaccount:default:x", "serviceaccounts \"x\" is forbidden: User \"bob\" cannot impersonate resource \"serviceaccounts\" in API group \"\" in the namespace \"default\"")]
    public void Who_may_not_is_refused(string header, string value, string message)
    {
        var refusal = Assert.Throws<StatusException>(() => Apply(new UserInfo("bob", "", [Users.Authenticated]), (header, value)));

        Assert.Equal((403, message), (refusal.Code, refusal.Message));
    }

    [Fact]
    public void Groups_without_a_user_are_a_bad_request()
    {
        var refusal = Assert.Throws<StatusException>(() => Apply(Admin, ("Impersonate-Group", "g")));

        Assert.Equal((400, "requested [{Group  g    }] without impersonating a user"), (refusal.Code, refusal.Message));
    }

    [Fact]
    public void A_service_account_brings_its_groups()
    {
        var user = Apply(Admin, ("Impersonate-User", "system:serviceaccount:default:x"));

        Assert.Equal(["system:serviceaccounts", "system:serviceaccounts:default", "system:authenticated"], user.Groups);
    }

    [Fact]
    public void Anonymous_stays_unauthenticated()
    {
        Assert.Equal([Users.Unauthenticated], Apply(Admin, ("Impersonate-User", Users.AnonymousName)).Groups);
    }

    [Fact]
    public void Groups_uid_and_extra_are_taken_on()
    {
        var user = Apply(Admin, ("Impersonate-User", "x"), ("Impersonate-Group", "g"), ("Impersonate-Uid", "77"), ("Impersonate-Extra-Sco%2Fpes", "a"));

        Assert.Equal(("x", "77"), (user.Name, user.Uid));
        Assert.Equal(["g", Users.Authenticated], user.Groups);
        Assert.Equal(["a"], user.Extra["sco/pes"]);
    }

    [Fact]
    public void Without_the_headers_the_user_is_who_they_are()
    {
        Assert.Same(Admin, Apply(Admin));
    }

    private static UserInfo Apply(UserInfo user, params (string Name, string Value)[] headers)
    {
        var dictionary = new HeaderDictionary();
        foreach (var (name, value) in headers)
        {
            dictionary.Append(name, value);
        }

        return new Impersonation(new Fixed(RbacRules.None)).Apply(dictionary, user);
    }

    private sealed class Fixed(RbacRules rules) : IAuthorizer
    {
        public AccessDecision Decide(UserInfo user, RequestAttributes request) => rules.Decide(user, request);
    }
}
