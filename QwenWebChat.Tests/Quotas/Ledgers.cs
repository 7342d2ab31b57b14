using System.Collections.Frozen;
using QwenWebChat.App.Data;
using QwenWebChat.App.Quotas;
using QwenWebChat.Inference.Engine;
using QwenWebChat.Inference.Metrics;
using QwenWebChat.Inference.Scheduling;

namespace QwenWebChat.Tests.Quotas;

/// <summary>Short ways to ask a ledger.</summary>
internal static class Ledgers
{
    public static readonly Guid Ann = new("0198c0de-0000-7000-8000-0000000000a1");
    public static readonly Guid Bob = new("0198c0de-0000-7000-8000-0000000000b0");

    public static RequestOwner OwnerOf(Guid account, string key = "") => new(account.ToString(), "chat") { Key = key };

    /// <summary>A ledger with limits for all accounts, and some of their own.</summary>
    public static QuotaLedger Create(TimeProvider time, QuotaLimits defaults, params (QuotaSubject Subject, QuotaLimits Limits)[] own)
    {
        QuotaLedger ledger = new(time);
        ledger.Use(Book(defaults, own));
        return ledger;
    }

    public static QuotaBook Book(QuotaLimits defaults, params (QuotaSubject Subject, QuotaLimits Limits)[] own) =>
        new(defaults, own.ToFrozenDictionary(limits => limits.Subject, limits => limits.Limits));

    /// <summary>Admits a request.</summary>
    public static (Guid Id, int Granted) Admit(this QuotaLedger ledger, RequestOwner owner, int prompt, int max, RequestKind kind = RequestKind.Chat)
    {
        Guid id = Guid.NewGuid();
        return (id, ledger.Admit(new RequestDemand(id, owner, kind, prompt, max)));
    }

    /// <summary>Ends a request that computed all of its prompt but the cached tokens.</summary>
    public static void Settle(this QuotaLedger ledger, Guid id, int prompt, int answer, int cached = 0) => ledger.Settle(new RequestRecord
    {
        Id = id,
        UserId = "",
        Kind = RequestKind.Chat,
        Model = "m",
        ArrivedAt = DateTimeOffset.UnixEpoch,
        PromptTokens = prompt,
        PrefilledTokens = prompt,
        CachedTokens = cached,
        NewTokens = answer,
        EndToEnd = TimeSpan.FromSeconds(1),
        FinishReason = FinishReason.Stop,
    });

    /// <summary>A whole request.</summary>
    public static void Use(this QuotaLedger ledger, RequestOwner owner, int prompt, int answer)
    {
        (Guid id, _) = ledger.Admit(owner, prompt, answer);
        ledger.Settle(id, prompt, answer);
    }

    /// <summary>The reason why a request is refused.</summary>
    public static QuotaRefusal Refusal(this QuotaLedger ledger, RequestOwner owner, int prompt, int max, RequestKind kind = RequestKind.Chat) =>
        Assert.Throws<QuotaExceededException>(() => ledger.Admit(owner, prompt, max, kind)).Refusal;
}
