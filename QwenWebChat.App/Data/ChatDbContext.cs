using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;
using QwenWebChat.Documents.Citations;
using QwenWebChat.Documents.Extraction;
using QwenWebChat.Inference.Metrics;
using QwenWebChat.Inference.Sampling;

namespace QwenWebChat.App.Data;

/// <summary>
/// The tables. Times are Unix milliseconds, and enumerations are stored by name, so that other programs can read the file. The
/// search index, <c>TitleIndex</c> and <c>MessageIndex</c>, is created by the first migration and updated by triggers.
/// </summary>
internal sealed class ChatDbContext(DbContextOptions<ChatDbContext> options) : DbContext(options)
{
    private static readonly JsonSerializerOptions StoredFormat = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Converters = { new JsonStringEnumConverter() },
    };

    /// <summary>The account whose rows are seen; no account without one, so that a forgotten owner shows nothing (<see cref="OwnerFilters"/>).</summary>
    public Guid OwnerId { get; set; }

    /// <summary>The owner as the engine names it.</summary>
    public string OwnerName => OwnerId.ToString();

    /// <summary>True if the rows of all owners are seen. It is set before the first query.</summary>
    public bool SeesAllOwners { get; set; }

    public DbSet<Account> Accounts => Set<Account>();

    public DbSet<AccountLink> AccountLinks => Set<AccountLink>();

    public DbSet<ApiKey> ApiKeys => Set<ApiKey>();

    public DbSet<AuditEntry> AuditEntries => Set<AuditEntry>();

    public DbSet<Group> Groups => Set<Group>();

    public DbSet<GroupMember> GroupMembers => Set<GroupMember>();

    public DbSet<Share> Shares => Set<Share>();

    public DbSet<Folder> Folders => Set<Folder>();

    public DbSet<StoredConversation> Conversations => Set<StoredConversation>();

    public DbSet<Message> Messages => Set<Message>();

    public DbSet<Attachment> Attachments => Set<Attachment>();

    public DbSet<SavedPrompt> Prompts => Set<SavedPrompt>();

    public DbSet<SavedDraft> Drafts => Set<SavedDraft>();

    public DbSet<SavedDraftFile> DraftFiles => Set<SavedDraftFile>();

    public DbSet<Document> Documents => Set<Document>();

    public DbSet<ConversationDocument> ConversationDocuments => Set<ConversationDocument>();

    public DbSet<Summary> Summaries => Set<Summary>();

    public DbSet<SummarySection> SummarySections => Set<SummarySection>();

    public DbSet<StoredCitation> Citations => Set<StoredCitation>();

    public DbSet<ServedRequest> ServedRequests => Set<ServedRequest>();

    public DbSet<MetricMinute> MetricMinutes => Set<MetricMinute>();

    public DbSet<ToolPermission> ToolPermissions => Set<ToolPermission>();

    public DbSet<SavedToolServer> ToolServers => Set<SavedToolServer>();

    public DbSet<StoredQuota> Quotas => Set<StoredQuota>();

    public DbSet<TokenUsage> TokenUsages => Set<TokenUsage>();

    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder)
    {
        configurationBuilder.Properties<DateTimeOffset>().HaveConversion<UnixMilliseconds>();
        configurationBuilder.Properties<AccountRole>().HaveConversion<string>();
        configurationBuilder.Properties<AccountLinkKind>().HaveConversion<string>();
        configurationBuilder.Properties<ApiScopes>().HaveConversion<string>();
        configurationBuilder.Properties<AuditAction>().HaveConversion<string>();
        configurationBuilder.Properties<AuditOutcome>().HaveConversion<string>();
        configurationBuilder.Properties<AuditTargetKind>().HaveConversion<string>();
        configurationBuilder.Properties<MessageRole>().HaveConversion<string>();
        configurationBuilder.Properties<MessageState>().HaveConversion<string>();
        configurationBuilder.Properties<MessageFeedback>().HaveConversion<string>();
        configurationBuilder.Properties<DocumentState>().HaveConversion<string>();
        configurationBuilder.Properties<DocumentReadError>().HaveConversion<ReadErrorName>();
        configurationBuilder.Properties<FileFormat>().HaveConversion<FormatName>();
        configurationBuilder.Properties<SummaryState>().HaveConversion<string>();
        configurationBuilder.Properties<CitationKind>().HaveConversion<string>();
        configurationBuilder.Properties<RequestKind>().HaveConversion<string>();
        configurationBuilder.Properties<FinishReason>().HaveConversion<string>();
        configurationBuilder.Properties<TimeSpan>().HaveConversion<Microseconds>();
        configurationBuilder.Properties<SamplingOverrides>().HaveConversion<StoredJson<SamplingOverrides>>();
        configurationBuilder.Properties<OutputFormat>().HaveConversion<StoredJson<OutputFormat>>();
        configurationBuilder.Properties<ToolNameSet>().HaveConversion<StoredJson<ToolNameSet>, ToolNameSetComparer>();
        configurationBuilder.Properties<SummaryOptions>().HaveConversion<StoredJson<SummaryOptions>>();
    }

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<Account>(Configure);
        SignInModel.Configure(modelBuilder);
        modelBuilder.Entity<AccountLink>().HasIndex(row => row.TokenHash).IsUnique();
        modelBuilder.Entity<AccountLink>().HasOne<Account>().WithMany().HasForeignKey(row => row.AccountId).OnDelete(DeleteBehavior.Cascade);
        modelBuilder.Entity<ApiKey>().HasIndex(row => row.Hash).IsUnique();
        modelBuilder.Entity<ApiKey>().HasOne<Account>().WithMany().HasForeignKey(row => row.OwnerId).OnDelete(DeleteBehavior.Cascade);
        modelBuilder.Entity<AuditEntry>().HasKey(row => row.Number);
        modelBuilder.Entity<AuditEntry>().HasIndex(row => row.At);
        modelBuilder.ApplyConfiguration<Group>(new GroupConfiguration()).ApplyConfiguration<GroupMember>(new GroupConfiguration()).ApplyConfiguration(new ShareConfiguration());
        modelBuilder.Entity<Folder>().HasOne<Account>().WithMany().HasForeignKey(folder => folder.OwnerId);
        modelBuilder.Entity<StoredConversation>(Configure);
        modelBuilder.Entity<Message>(Configure);
        modelBuilder.Entity<Attachment>().HasOne<Message>().WithMany(message => message.Attachments).HasForeignKey(row => row.MessageId).HasPrincipalKey(row => row.Id);
        modelBuilder.Entity<SavedPrompt>().HasOne<Account>().WithMany().HasForeignKey(row => row.OwnerId);
        modelBuilder.Entity<SavedDraft>(Configure);
        modelBuilder.Entity<SavedDraftFile>(Configure);
        modelBuilder.Entity<Document>().HasOne<Account>().WithMany().HasForeignKey(row => row.OwnerId);
        modelBuilder.Entity<Document>().HasOne<Folder>().WithMany().HasForeignKey(row => row.FolderId).OnDelete(DeleteBehavior.SetNull);
        modelBuilder.Entity<ConversationDocument>(Configure);
        modelBuilder.Entity<Summary>().HasOne<Document>().WithMany().HasForeignKey(row => row.DocumentId);
        modelBuilder.Entity<SummarySection>().HasOne<Summary>().WithMany(summary => summary.Sections).HasForeignKey(row => row.SummaryId);
        modelBuilder.Entity<StoredCitation>(Configure);
        modelBuilder.Entity<ServedRequest>(Configure);
        modelBuilder.Entity<ToolPermission>().HasKey(row => new { row.OwnerId, row.Tool });
        modelBuilder.Entity<ToolPermission>().HasOne<Account>().WithMany().HasForeignKey(row => row.OwnerId);
        modelBuilder.Entity<SavedToolServer>().HasKey(row => row.Name);
        modelBuilder.Entity<SavedToolServer>().Property(row => row.Name).UseCollation("NOCASE");
        modelBuilder.Entity<StoredQuota>(Configure);
        modelBuilder.Entity<TokenUsage>().HasKey(row => new { row.AccountId, row.Key, row.Day });
        modelBuilder.Entity<TokenUsage>().HasOne<Account>().WithMany().HasForeignKey(row => row.AccountId);
        modelBuilder.Entity<MetricMinute>().HasKey(row => row.At);
        modelBuilder.Entity<MetricMinute>().Property(row => row.At).ValueGeneratedNever();
        if (!SeesAllOwners)
        {
            new OwnerFilters(this).Apply(modelBuilder);
        }
    }

    // Of what ASP.NET Core Identity knows about a user, the columns that the app uses. Lock-outs are held in memory, by name.
    private static void Configure(EntityTypeBuilder<Account> account)
    {
        account.Ignore(row => row.UserName).Ignore(row => row.ConcurrencyStamp);
        account.Ignore(row => row.Email).Ignore(row => row.NormalizedEmail).Ignore(row => row.EmailConfirmed);
        account.Ignore(row => row.PhoneNumber).Ignore(row => row.PhoneNumberConfirmed);
        account.Ignore(row => row.LockoutEnd).Ignore(row => row.LockoutEnabled).Ignore(row => row.AccessFailedCount);
        account.Property(row => row.NormalizedUserName).HasColumnName("NormalizedName");
        account.HasIndex(row => row.NormalizedUserName).IsUnique();
        account.HasData(new Account { Id = Account.LocalId, Name = "local", NormalizedUserName = "LOCAL", Role = AccountRole.Administrator, CreatedAt = DateTimeOffset.UnixEpoch });
    }

    private static void Configure(EntityTypeBuilder<StoredConversation> conversation)
    {
        conversation.HasKey(row => row.Number);
        conversation.HasAlternateKey(row => row.Id);
        conversation.HasOne<Account>().WithMany().HasForeignKey(row => row.OwnerId);
        conversation.HasOne<Folder>().WithMany().HasForeignKey(row => row.FolderId).OnDelete(DeleteBehavior.SetNull);
        conversation.HasIndex(row => new { row.OwnerId, row.IsPinned, row.UpdatedAt });
        conversation.HasIndex(row => row.DeletedAt);
    }

    private static void Configure(EntityTypeBuilder<Message> message)
    {
        message.HasKey(row => row.Number);
        message.HasAlternateKey(row => row.Id);
        message.HasOne<StoredConversation>().WithMany().HasForeignKey(row => row.ConversationId).HasPrincipalKey(row => row.Id);
        // No cascade from a parent: SQLite's cascade is recursive and ends at a depth of 1000. A branch is deleted in one statement.
        message.HasOne<Message>().WithMany().HasForeignKey(row => row.ParentId).HasPrincipalKey(row => row.Id).OnDelete(DeleteBehavior.NoAction);
        message.HasIndex(row => row.CreatedAt);
        message.HasIndex(row => row.State).HasFilter("\"State\" = 'Streaming'");
    }

    private static void Configure(EntityTypeBuilder<SavedDraft> draft)
    {
        draft.HasOne<Account>().WithMany().HasForeignKey(row => row.OwnerId);
        draft.HasOne<StoredConversation>().WithMany().HasForeignKey(row => row.ConversationId).HasPrincipalKey(row => row.Id).OnDelete(DeleteBehavior.Cascade);
        draft.HasOne<Document>().WithMany().HasForeignKey(row => row.DocumentId).OnDelete(DeleteBehavior.Cascade);
    }

    private static void Configure(EntityTypeBuilder<SavedDraftFile> file)
    {
        file.HasKey(row => row.Number);
        file.HasIndex(row => row.Id).IsUnique();
        file.HasOne<SavedDraft>().WithMany().HasForeignKey(row => row.DraftId);
    }

    private static void Configure(EntityTypeBuilder<ConversationDocument> link)
    {
        link.HasKey(row => new { row.ConversationId, row.DocumentId });
        link.HasOne<StoredConversation>().WithMany().HasForeignKey(row => row.ConversationId).HasPrincipalKey(row => row.Id);
        link.HasOne<Document>().WithMany().HasForeignKey(row => row.DocumentId);
    }

    private static void Configure(EntityTypeBuilder<StoredCitation> citation)
    {
        citation.HasOne<Summary>().WithMany(summary => summary.Citations).HasForeignKey(row => row.SummaryId).OnDelete(DeleteBehavior.Cascade);
        citation.HasOne<Message>().WithMany().HasForeignKey(row => row.MessageId).HasPrincipalKey(row => row.Id).OnDelete(DeleteBehavior.Cascade);
        citation.HasOne<Document>().WithMany().HasForeignKey(row => row.DocumentId);
    }

    private static void Configure(EntityTypeBuilder<StoredQuota> quota)
    {
        quota.HasKey(row => row.Subject);
        quota.HasOne<Account>().WithMany().HasForeignKey(row => row.AccountId).OnDelete(DeleteBehavior.Cascade);
        quota.HasOne<Group>().WithMany().HasForeignKey(row => row.GroupId).OnDelete(DeleteBehavior.Cascade);
        quota.OwnsOne(row => row.Limits, limits =>
        {
            foreach (IMutableProperty property in limits.OwnedEntityType.GetDeclaredProperties().Where(property => !property.IsPrimaryKey()))
            {
                property.SetColumnName(property.Name);
            }
        });
        quota.Navigation(row => row.Limits).IsRequired();
    }

    private static void Configure(EntityTypeBuilder<ServedRequest> request)
    {
        request.HasKey(row => row.Number);
        request.OwnsOne(row => row.Record, Configure);
        request.Navigation(row => row.Record).IsRequired();
    }

    private static void Configure(OwnedNavigationBuilder<ServedRequest, RequestRecord> record)
    {
        record.Ignore(row => row.PrefilledTokens).Ignore(row => row.YarnFactor).Ignore(row => row.Phases);
        foreach (IMutableProperty property in record.OwnedEntityType.GetDeclaredProperties().Where(property => !property.IsPrimaryKey()))
        {
            bool isTime = property.ClrType == typeof(TimeSpan) || property.ClrType == typeof(TimeSpan?);
            property.SetColumnName(isTime ? property.Name + "Microseconds" : property.Name);
        }

        record.Property(row => row.FinishReason).HasColumnName("Outcome").IsRequired();
        record.HasIndex(row => row.Id).IsUnique();
        // A page of the newest, a range of time and a count under the usual filters read this index alone, not the rows.
        record.HasIndex(row => new { row.ArrivedAt, row.Kind, row.FinishReason, row.EndToEnd });
    }

    private sealed class UnixMilliseconds() : ValueConverter<DateTimeOffset, long>(
        time => time.ToUnixTimeMilliseconds(),
        value => DateTimeOffset.FromUnixTimeMilliseconds(value));

    // A name that another version wrote must not make the list of documents unreadable.
    private sealed class ReadErrorName() : ValueConverter<DocumentReadError, string>(error => error.ToString(), name => Parse(name, DocumentReadError.Failed));

    private sealed class FormatName() : ValueConverter<FileFormat, string>(format => format.ToString(), name => Parse(name, FileFormat.Text));

    private static TEnum Parse<TEnum>(string name, TEnum unknown)
        where TEnum : struct => Enum.TryParse(name, out TEnum value) ? value : unknown;

    private sealed class Microseconds() : ValueConverter<TimeSpan, long>(
        time => time.Ticks / TimeSpan.TicksPerMicrosecond,
        value => TimeSpan.FromMicroseconds(value));

    private sealed class StoredJson<T>() : ValueConverter<T, string>(
        value => JsonSerializer.Serialize(value, StoredFormat),
        json => JsonSerializer.Deserialize<T>(json, StoredFormat) ?? new T())
        where T : class, new();
}
