using System.Text.Json.Nodes;
using Settlement.Sandbox.Kubernetes.Errors;
using Settlement.Sandbox.Kubernetes.Kinds.Validation;
using Settlement.Sandbox.Kubernetes.Types;

namespace Settlement.Sandbox.Kubernetes.Kinds.Storage;

/// <summary>Storage classes.</summary>
internal sealed class StorageClassStrategy() : KindStrategy(StorageTables.Classes, new KindTraits { CreatesOnUpdate = true, AnswersDeleted = true })
{
    public override void Default(JsonObject value) => value.Missing(("reclaimPolicy", "Delete"), ("volumeBindingMode", "Immediate"));

    public override void Validate(JsonObject value, RequestScope scope, List<FieldError> errors) => errors.Require(value, "", "provisioner");
}
