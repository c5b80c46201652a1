using Settlement.Sandbox.Kubernetes.Errors;
using Settlement.Sandbox.Kubernetes.Types;

namespace Settlement.Sandbox.Kubernetes.Tests;

public sealed class StatusExceptionTests
{
    [Fact]
    public void Several_field_errors_are_said_in_one_sentence_and_as_causes()
    {
        var refusal = StatusException.Invalid("g.example", "Thing", "t", [FieldError.Required("spec.a"), FieldError.Invalid("spec.b", "x", "must be y")]);

        Assert.Equal("Thing.g.example \"t\" is invalid: [spec.a: Required value, spec.b: Invalid value: \"x\": must be y]", refusal.Message);
        Assert.Equal(2, refusal.ToStatus()["details"]!["causes"]!.AsArray().Count);
    }

    [Fact]
    public void A_core_resource_is_named_without_a_group()
    {
        Assert.Equal("pods \"p\" not found", StatusException.NotFound(new GroupResource("", "pods"), "p").Message);
    }
}
