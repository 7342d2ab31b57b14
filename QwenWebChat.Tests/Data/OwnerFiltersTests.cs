using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using QwenWebChat.App.Data;
using QwenWebChat.Inference.Metrics;

namespace QwenWebChat.Tests.Data;

/// <summary>Every query sees the rows of its owner alone, whatever it asks for.</summary>
public sealed class OwnerFiltersTests : IDisposable
{
    // Tables of the administration: their rows name accounts, and no member's page reads them by a query of its own.
    private static readonly Type[] Administration =
    [
        typeof(Account), typeof(AccountLink), typeof(AuditEntry), typeof(GroupMember), typeof(IdentityUserLogin<Guid>), typeof(IdentityUserPasskey<Guid>), typeof(IdentityUserToken<Guid>),
        typeof(StoredQuota), typeof(TokenUsage),
    ];

    private readonly TestDatabase _database = new();

    public void Dispose() => _database.Dispose();

    [Fact]
    public void Model_EveryTableOfAnOwner_HasAFilter()
    {
        using ChatDbContext context = _database.CreateDbContext();
        IEntityType[] tables = [.. context.Model.GetEntityTypes().Where(table => !table.IsOwned())];

        Assert.Equal(
            tables.Where(table => !Administration.Contains(table.ClrType) && IsOwned(table)).Select(table => table.ClrType.Name).Order(),
            tables.Where(table => table.GetDeclaredQueryFilters().Count > 0).Select(table => table.ClrType.Name).Order());
    }

    [Fact]
    public async Task Query_ByNobodyAnotherTheOwnerAndAll_SeesTheRowsOfItsOwner()
    {
        await AddOneOfEachAsync();
        using ChatDbContext nobody = _database.CreateDbContext();
        using ChatDbContext other = _database.CreateFor(TestDatabase.OtherOwner);
        using ChatDbContext owner = _database.CreateFor(TestDatabase.LocalOwner);
        using ChatDbContext all = _database.CreateForAll();
        string[] filtered = [.. nobody.Model.GetEntityTypes().Where(table => table.GetDeclaredQueryFilters().Count > 0).Select(table => table.ClrType.Name)];

        Assert.Equal(16, filtered.Length);
        Assert.All(filtered, table => Assert.Equal((table, 0, 0, 1, 1), (table, Count(nobody, table), Count(other, table), Count(owner, table), Count(all, table))));
    }

    [Fact]
    public async Task Change_OfAnothersRows_ReachesNone()
    {
        await AddOneOfEachAsync();
        using ChatDbContext other = _database.CreateFor(TestDatabase.OtherOwner);

        Assert.Equal(0, await other.Conversations.ExecuteDeleteAsync(TestDatabase.Cancellation));
        Assert.Equal(0, await other.Messages.ExecuteUpdateAsync(row => row.SetProperty(to => to.Text, "gone"), TestDatabase.Cancellation));
        Assert.Equal(0, await other.SummarySections.ExecuteDeleteAsync(TestDatabase.Cancellation));
    }

    private static bool IsOwned(IEntityType table) => IsOwned(table, []);

    // Directly, through the rows of other tables, or by a column of an owned type.
    private static bool IsOwned(IEntityType table, HashSet<IEntityType> seen) => seen.Add(table)
        && (table.ClrType == typeof(Account)
            || table.GetForeignKeys().Any(key => !key.IsOwnership && IsOwned(key.PrincipalEntityType, seen))
            || table.GetProperties().Any(property => property.Name is "OwnerId" or "UserId")
            || table.GetNavigations().Any(navigation => navigation.TargetEntityType.IsOwned() && navigation.TargetEntityType.FindProperty("UserId") is not null));

    private static int Count(ChatDbContext context, string table) => table switch
    {
        nameof(ApiKey) => context.ApiKeys.Count(),
        nameof(Attachment) => context.Attachments.Count(),
        nameof(ConversationDocument) => context.ConversationDocuments.Count(),
        nameof(Document) => context.Documents.Count(),
        nameof(Folder) => context.Folders.Count(),
        nameof(Message) => context.Messages.Count(),
        nameof(SavedDraft) => context.Drafts.Count(),
        nameof(SavedDraftFile) => context.DraftFiles.Count(),
        nameof(SavedPrompt) => context.Prompts.Count(),
        nameof(ServedRequest) => context.ServedRequests.Count(),
        nameof(Share) => context.Shares.Count(),
        nameof(StoredCitation) => context.Citations.Count(),
        nameof(StoredConversation) => context.Conversations.Count(),
        nameof(Summary) => context.Summaries.Count(),
        nameof(SummarySection) => context.SummarySections.Count(),
        nameof(ToolPermission) => context.ToolPermissions.Count(),
        _ => throw new ArgumentOutOfRangeException(nameof(table), table, "No query for this table."),
    };

    private async Task AddOneOfEachAsync()
    {
        Guid owner = TestDatabase.LocalOwner;
        Guid conversation = await _database.CreateAsync();
        Guid message = await _database.AddAsync(conversation, null, "text");
        (Guid document, Guid summary, Guid draft) = (Guid.NewGuid(), Guid.NewGuid(), Guid.NewGuid());
        using ChatDbContext context = _database.CreateDbContext();
        context.AddRange(
            new Attachment { Id = Guid.NewGuid(), MessageId = message, Place = 0, Name = "a.txt", Text = "text" },
            new Folder { Id = Guid.NewGuid(), OwnerId = owner, Name = "folder", Order = 0 },
            new SavedPrompt { Id = Guid.NewGuid(), OwnerId = owner, Title = "prompt", Text = "text", UpdatedAt = default },
            new SavedDraft { Id = draft, OwnerId = owner, Text = "text", Version = 1 },
            new SavedDraftFile { Id = Guid.NewGuid(), DraftId = draft, Name = "a.txt", Text = "text", IsPasted = false },
            new Document { Id = document, OwnerId = owner, Name = "a.txt", Bytes = 1, CreatedAt = default },
            new ConversationDocument { ConversationId = conversation, DocumentId = document, Place = 0 },
            new Summary { Id = summary, DocumentId = document, Options = new SummaryOptions(), Model = "m", CreatedAt = default, DocumentTokens = 1 },
            new SummarySection { Id = Guid.NewGuid(), SummaryId = summary, Title = "section", Level = 0, Place = 0, Start = 0, Length = 1 },
            new StoredCitation { Id = Guid.NewGuid(), SummaryId = summary, DocumentId = document, Number = 1, Quote = "text" },
            new ApiKey { Id = Guid.NewGuid(), OwnerId = owner, Name = "key", Hash = "hash", Start = "qwc-", Scopes = ApiScopes.Documents, CreatedAt = default },
            new ToolPermission { OwnerId = owner, Tool = "tool", Origin = "here", AllowedAt = default },
            new Share { Id = Guid.NewGuid(), OwnerId = owner, ConversationId = conversation, Token = "token", Right = ShareRight.Read, CreatedAt = default },
            ServedRequest.Of(Request(owner), null));
        await context.SaveChangesAsync(TestDatabase.Cancellation);
    }

    private static RequestRecord Request(Guid owner) => new()
    {
        Id = Guid.NewGuid(),
        UserId = owner.ToString(),
        Kind = RequestKind.Chat,
        Model = "m",
        ArrivedAt = default,
        PromptTokens = 1,
        EndToEnd = TimeSpan.FromSeconds(1),
        FinishReason = FinishReason.Stop,
    };
}
