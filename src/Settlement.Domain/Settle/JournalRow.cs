using Settlement.Domain.Money;
using Settlement.Domain.Reference;

namespace Settlement.Domain.Settle;

/// <summary>One posting of the double-entry journal. Each row has one side only; debits equal credits per run, kind and currency.</summary>
/// <param name="Account">
/// Ledger account: <c>participant/account</c> (its reserve), <c>participant/account/margin</c>, <c>participant/</c> (delivery), or one of
/// <see cref="ClearingHouse"/>, <see cref="FeeIncome"/> and <see cref="Bank"/>.
/// </param>
/// <param name="Instrument">Symbol that the posting is for; empty for postings of an account's money as a whole.</param>
/// <param name="Kind">What is posted.</param>
/// <param name="Currency">Currency of the amounts.</param>
/// <param name="Debit">Zero or more.</param>
/// <param name="Credit">Zero or more.</param>
public sealed record JournalRow(string Account, string Instrument, JournalKind Kind, string Currency, Amount Debit, Amount Credit)
{
    /// <summary>Ledger account of the clearing house. No participant's account can have this name: theirs contain a slash.</summary>
    public const string ClearingHouse = "CCP";

    /// <summary>Ledger account of the fees earned.</summary>
    public const string FeeIncome = "FEES";

    /// <summary>Ledger account of the settlement bank: deposits come from it, withdrawals go to it.</summary>
    public const string Bank = "BANK";

    /// <summary>Ledger account of an account's margin. A name has no slash, so no account can be called so.</summary>
    public static string MarginOf(Account account)
    {
        ArgumentNullException.ThrowIfNull(account);
        return account + "/margin";
    }

    /// <summary>Ledger account of what a participant receives and pays for deliveries; no account has an empty name.</summary>
    public static string DeliveryOf(string participant) => participant + "/";
}

/// <summary>What a posting is for. A credit is money for the account, a debit is money from it.</summary>
public enum JournalKind
{
    /// <summary>Daily profit and loss against the clearing house.</summary>
    VariationMargin,

    /// <summary>Fees, from the account to <see cref="JournalRow.FeeIncome"/>.</summary>
    Fee,

    /// <summary>Money paid in, from <see cref="JournalRow.Bank"/> to the account.</summary>
    Deposit,

    /// <summary>Money paid out, from the account to <see cref="JournalRow.Bank"/>.</summary>
    Withdrawal,

    /// <summary>Change of the margin: from the account's reserve to its margin when it rises, back when it falls.</summary>
    MarginCall,

    /// <summary>Net cash of a delivery, between the participant and the clearing house; due on its value date.</summary>
    DeliveryCash,
}
