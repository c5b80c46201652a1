namespace Settlement.Sandbox.Kubernetes.CustomResources.Expressions;

/// <summary>All functions and operators that expressions may use, by name.</summary>
internal sealed class Functions
{
    private readonly Dictionary<string, List<Overload>> _byName = new(StringComparer.Ordinal);

    private Functions()
    {
        Operators.Register(this);
        Conversions.Register(this);
        TimeFunctions.Register(this);
        StringFunctions.Register(this);
        ListFunctions.Register(this);
        OptionalFunctions.Register(this);
        AddressFunctions.Register(this);
        QuantityFunctions.Register(this);
    }

    public static Functions All { get; } = new();

    /// <summary>Functions of the API machinery that are missing here.</summary>
    public static IReadOnlySet<string> Missing { get; } = new HashSet<string>(StringComparer.Ordinal)
    {
        "semver", "isSemver", "format.named", "format.dns1123Label", "format.dns1123Subdomain", "format.dns1035Label", "format.qualifiedName", "format.dns1123LabelPrefix", "format.dns1123SubdomainPrefix",
        "format.dns1035LabelPrefix", "format.labelValue", "format.uri", "format.uuid", "format.byte", "format.date", "format.datetime", "sortBy", "transformMap", "transformMapEntry",
    };

    public IReadOnlyList<Overload> Named(string name) => _byName.TryGetValue(name, out var overloads) ? overloads : [];

    /// <summary>A function that is called on its first parameter.</summary>
    public void Member(string name, string parameters, string result, Func<object?[], object?> run, Func<double[], double>? cost = null, Func<double[], double>? size = null) =>
        Add(name, true, parameters, result, run, cost, size);

    /// <summary>A function that is called by its name, or an operator.</summary>
    public void Global(string name, string parameters, string result, Func<object?[], object?> run, Func<double[], double>? cost = null, Func<double[], double>? size = null) =>
        Add(name, false, parameters, result, run, cost, size);

    /// <summary>The cost of going through the first argument once.</summary>
    public static double Traverse(double[] sizes) => Math.Ceiling(sizes[0] * 0.1);

    /// <summary>The cost of matching the first argument with the second as a pattern.</summary>
    public static double Match(double[] sizes) => Math.Ceiling((sizes[0] + 1) * 0.1) * Math.Ceiling(sizes[1] * 0.25);

    private void Add(string name, bool member, string parameters, string result, Func<object?[], object?> run, Func<double[], double>? cost, Func<double[], double>? size)
    {
        var types = parameters.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(ExpressionType.Parse).ToArray();
        var overload = new Overload(name, member, types, ExpressionType.Parse(result), run);
        overload = overload with { Cost = cost ?? overload.Cost, Size = size ?? overload.Size };
        if (_byName.TryGetValue(name, out var others))
        {
            others.Add(overload);
        }
        else
        {
            _byName[name] = [overload];
        }
    }
}
