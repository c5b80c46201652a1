namespace Settlement.Domain.Reference;

/// <summary>Minor units of currencies, after ISO 4217.</summary>
public static class Currency
{
    /// <summary>Decimals of the currency's smallest unit; 2 for those that are not listed.</summary>
    public static int MinorDecimals(string code) => code switch
    {
        "BIF" or "CLP" or "DJF" or "GNF" or "ISK" or "JPY" or "KMF" or "KRW" or "PYG" or "RWF" or "UGX" or "VND" or "VUV" or "XAF" or "XOF" or "XPF" => 0,
        "BHD" or "IQD" or "JOD" or "KWD" or "LYD" or "OMR" or "TND" => 3,
        _ => 2,
    };

    /// <summary>True for three upper-case letters.</summary>
    public static bool IsCode(string? code) => code is { Length: 3 } && code.All(char.IsAsciiLetterUpper);
}
