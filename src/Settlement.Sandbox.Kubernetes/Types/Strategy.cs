using System.Text.Json.Nodes;
using Settlement.Sandbox.Kubernetes.Errors;

namespace Settlement.Sandbox.Kubernetes.Types;

/// <summary>
/// What is particular to one kind. The registry calls in this order: create: Default, PrepareForCreate, Validate; update: Default, PrepareForUpdate, ValidateUpdate
/// (of status: PrepareForStatusUpdate, ValidateStatusUpdate). Objects that come in may be changed, <c>old</c> may not.
/// </summary>
internal abstract class Strategy
{
    /// <summary>Fills in defaults; also applied to objects that are read where <see cref="DefaultsOnRead"/>.</summary>
    public virtual void Default(JsonObject value)
    {
    }

    /// <summary>Fills in defaults of what an apply gave: nulls where none may be stay, so that validation refuses them.</summary>
    public virtual void DefaultApplied(JsonObject value) => Default(value);

    /// <summary>Whether a default that came later shows on objects stored before.</summary>
    public virtual bool DefaultsOnRead => false;

    /// <summary>What names its objects may have.</summary>
    public virtual NameRule NameRule => NameRule.Subdomain;

    /// <summary>Whether a PUT of a name that is not there creates it.</summary>
    public virtual bool CreatesOnUpdate => false;

    /// <summary>Whether a PUT must carry a resourceVersion.</summary>
    public virtual bool RequiresVersion => false;

    /// <summary>Whether a create may carry a status although the kind has the subresource (nodes register themselves with it).</summary>
    public virtual bool KeepsStatusOnCreate => false;

    /// <summary>Whether a write of the status leaves the labels alone (deployments, daemon sets).</summary>
    public virtual bool StatusKeepsLabels => false;

    /// <summary>Whether DELETE answers with the object that is gone; else with a Status.</summary>
    public virtual bool AnswersDeleted => false;

    /// <summary>What becomes of dependents when a DELETE does not say; null where owners make no sense (events).</summary>
    public virtual string? DefaultPropagation => "Background";

    /// <summary>Whether the collection may be deleted at once (all but namespaces).</summary>
    public virtual bool DeletesCollections => true;

    /// <summary>
    /// Sets what only the server sets and drops what it ignores. The registry itself has dropped the status where the kind has the subresource, and has set name, uid and
    /// creationTimestamp. May refuse with a <see cref="StatusException"/>.
    /// </summary>
    public virtual void PrepareForCreate(JsonObject value, RequestScope scope)
    {
    }

    public virtual void Validate(JsonObject value, RequestScope scope, List<FieldError> errors)
    {
    }

    public virtual void PrepareForUpdate(JsonObject value, JsonObject old, RequestScope scope)
    {
    }

    public virtual void ValidateUpdate(JsonObject value, JsonObject old, RequestScope scope, List<FieldError> errors) => Validate(value, scope, errors);

    public virtual void PrepareForStatusUpdate(JsonObject value, JsonObject old, RequestScope scope)
    {
    }

    public virtual void ValidateStatusUpdate(JsonObject value, JsonObject old, RequestScope scope, List<FieldError> errors)
    {
    }

    /// <summary>
    /// Called at the first DELETE of an object, after the preconditions. True: the kind has marked the object for deletion in its own way (deletionTimestamp, a finalizer, a condition), which the
    /// registry stores and answers. False: the registry deletes by the common rules.
    /// </summary>
    public virtual bool PrepareForDelete(JsonObject value, RequestScope scope) => false;

    /// <summary>Whether this change counts a generation. By default: whether spec changed. Kinds without generations: null.</summary>
    public virtual bool? CountsGeneration(JsonObject value, JsonObject old) => !JsonNode.DeepEquals(value["spec"], old["spec"]);

    /// <summary>Fields that a field selector may name beside metadata.name and metadata.namespace, with the value in this object.</summary>
    public virtual IReadOnlyDictionary<string, string> SelectableFields(JsonObject value) => EmptyFields;

    /// <summary>The names of <see cref="SelectableFields"/>.</summary>
    public virtual IReadOnlyCollection<string> SelectableFieldNames => [];

    /// <summary>The columns of a table; the first is Name.</summary>
    public abstract IReadOnlyList<TableColumn> Columns { get; }

    /// <summary>The cells of one row, as many as columns.</summary>
    /// <param name="value">The object.</param>
    /// <param name="now">The time for ages.</param>
    public abstract JsonArray Cells(JsonObject value, DateTimeOffset now);

    /// <summary>
    /// How long a deleted object stays for somebody else to finish the deletion (the kubelet of a pod), in seconds; 0: it goes at once. Null: this kind knows no grace.
    /// </summary>
    /// <param name="value">The object as stored.</param>
    /// <param name="requested">What the delete asked for, or null.</param>
    public virtual long? GraceSeconds(JsonObject value, long? requested) => null;

    /// <summary>Whether something beside metadata.finalizers and grace keeps a deleted object, such as a namespace's spec.finalizers.</summary>
    public virtual bool KeepsDeleted(JsonObject value) => false;

    private static readonly IReadOnlyDictionary<string, string> EmptyFields = new Dictionary<string, string>();
}

/// <summary>A column of a Table.</summary>
/// <param name="Name">Its head.</param>
/// <param name="Type">OpenAPI type: string, integer, number, boolean, date.</param>
/// <param name="Format">OpenAPI format or empty; <c>name</c> for the name.</param>
/// <param name="Description">For people.</param>
/// <param name="Priority">0 is always shown, greater only in wide output.</param>
internal sealed record TableColumn(string Name, string Type, string Format, string Description, int Priority);

/// <summary>What a strategy may know of a request.</summary>
/// <param name="User">Who asks.</param>
/// <param name="Now">Time of the request, whole seconds, UTC.</param>
/// <param name="Objects">Other objects.</param>
internal sealed record RequestScope(UserInfo User, DateTimeOffset Now, IObjects Objects)
{
    private readonly List<string> _warnings = [];

    /// <summary>What the client is told in <c>Warning</c> headers beside the answer, in order.</summary>
    public IReadOnlyList<string> Warnings => _warnings;

    /// <summary>Adds a warning; one text appears once.</summary>
    public void Warn(string text)
    {
        if (!_warnings.Contains(text))
        {
            _warnings.Add(text);
        }
    }
}

/// <summary>Who asks, as authentication found out.</summary>
internal sealed record UserInfo(string Name, string Uid, IReadOnlyList<string> Groups)
{
    /// <summary>What else is known of the user; only impersonation gives any.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Extra { get; init; } = new Dictionary<string, IReadOnlyList<string>>();

    public static readonly UserInfo Server = new("system:apiserver", "", ["system:masters"]);
}
