using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;
using QwenWebChat.Documents.Citations;
using QwenWebChat.Inference.Sampling;

namespace QwenWebChat.App.Data;

/// <summary>
/// The tables. Times are Unix milliseconds and enumerations names, so that other programs can read the file. The search
/// index beside them, <c>TitleIndex</c> and <c>MessageIndex</c>, is made by the first migration and kept by triggers.
/// </summary>
internal sealed class ChatDbContext(DbContextOptions<ChatDbContext> options) : DbContext(options)
{
    public DbSet<Owner> Owners => Set<Owner>();

    public DbSet<Folder> Folders => Set<Folder>();

    public DbSet<Conversation> Conversations => Set<Conversation>();

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

    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder)
    {
        configurationBuilder.Properties<DateTimeOffset>().HaveConversion<UnixMilliseconds>();
        configurationBuilder.Properties<MessageRole>().HaveConversion<string>();
        configurationBuilder.Properties<MessageState>().HaveConversion<string>();
        configurationBuilder.Properties<MessageFeedback>().HaveConversion<string>();
        configurationBuilder.Properties<DocumentState>().HaveConversion<string>();
        configurationBuilder.Properties<SummaryState>().HaveConversion<string>();
        configurationBuilder.Properties<CitationKind>().HaveConversion<string>();
        configurationBuilder.Properties<ServedKind>().HaveConversion<string>();
        configurationBuilder.Properties<ServedOutcome>().HaveConversion<string>();
        configurationBuilder.Properties<SamplingOverrides>().HaveConversion<SettingsJson>();
        configurationBuilder.Properties<SummaryOptions>().HaveConversion<SummaryOptionsJson>();
    }

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<Owner>().HasData(new Owner { Id = Owner.LocalId, Name = "local" });
        modelBuilder.Entity<Folder>().HasOne<Owner>().WithMany().HasForeignKey(folder => folder.OwnerId);
        modelBuilder.Entity<Conversation>(Configure);
        modelBuilder.Entity<Message>(Configure);
        modelBuilder.Entity<Attachment>().HasOne<Message>().WithMany(message => message.Attachments).HasForeignKey(row => row.MessageId).HasPrincipalKey(row => row.Id);
        modelBuilder.Entity<SavedPrompt>().HasOne<Owner>().WithMany().HasForeignKey(row => row.OwnerId);
        modelBuilder.Entity<SavedDraft>(Configure);
        modelBuilder.Entity<SavedDraftFile>(Configure);
        modelBuilder.Entity<Document>().HasOne<Owner>().WithMany().HasForeignKey(row => row.OwnerId);
        modelBuilder.Entity<ConversationDocument>(Configure);
        modelBuilder.Entity<Summary>().HasOne<Document>().WithMany().HasForeignKey(row => row.DocumentId);
        modelBuilder.Entity<SummarySection>().HasOne<Summary>().WithMany(summary => summary.Sections).HasForeignKey(row => row.SummaryId);
        modelBuilder.Entity<StoredCitation>(Configure);
        modelBuilder.Entity<ServedRequest>(Configure);
        modelBuilder.Entity<MetricMinute>().HasKey(row => row.At);
        modelBuilder.Entity<MetricMinute>().Property(row => row.At).ValueGeneratedNever();
    }

    private static void Configure(EntityTypeBuilder<Conversation> conversation)
    {
        conversation.HasKey(row => row.Number);
        conversation.HasAlternateKey(row => row.Id);
        conversation.HasOne<Owner>().WithMany().HasForeignKey(row => row.OwnerId);
        conversation.HasOne<Folder>().WithMany().HasForeignKey(row => row.FolderId).OnDelete(DeleteBehavior.SetNull);
        conversation.HasIndex(row => new { row.OwnerId, row.IsPinned, row.UpdatedAt });
        conversation.HasIndex(row => row.DeletedAt);
    }

    private static void Configure(EntityTypeBuilder<Message> message)
    {
        message.HasKey(row => row.Number);
        message.HasAlternateKey(row => row.Id);
        message.HasOne<Conversation>().WithMany().HasForeignKey(row => row.ConversationId).HasPrincipalKey(row => row.Id);
        // No cascade from a parent: SQLite's is recursive and ends at a depth of 1000. A branch is deleted in one statement.
        message.HasOne<Message>().WithMany().HasForeignKey(row => row.ParentId).HasPrincipalKey(row => row.Id).OnDelete(DeleteBehavior.NoAction);
        message.HasIndex(row => row.CreatedAt);
        message.HasIndex(row => row.State).HasFilter("\"State\" = 'Streaming'");
    }

    private static void Configure(EntityTypeBuilder<SavedDraft> draft)
    {
        draft.HasOne<Owner>().WithMany().HasForeignKey(row => row.OwnerId);
        draft.HasOne<Conversation>().WithMany().HasForeignKey(row => row.ConversationId).HasPrincipalKey(row => row.Id).OnDelete(DeleteBehavior.Cascade);
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
        link.HasOne<Conversation>().WithMany().HasForeignKey(row => row.ConversationId).HasPrincipalKey(row => row.Id);
        link.HasOne<Document>().WithMany().HasForeignKey(row => row.DocumentId);
    }

    private static void Configure(EntityTypeBuilder<StoredCitation> citation)
    {
        citation.HasOne<Summary>().WithMany(summary => summary.Citations).HasForeignKey(row => row.SummaryId).OnDelete(DeleteBehavior.Cascade);
        citation.HasOne<Message>().WithMany().HasForeignKey(row => row.MessageId).HasPrincipalKey(row => row.Id).OnDelete(DeleteBehavior.Cascade);
        citation.HasOne<Document>().WithMany().HasForeignKey(row => row.DocumentId);
    }

    private static void Configure(EntityTypeBuilder<ServedRequest> request)
    {
        request.HasKey(row => row.Number);
        request.HasIndex(row => row.Id).IsUnique();
        // The newest page, a stretch of time and what is counted under the usual filters: all from the index, without the rows.
        request.HasIndex(row => new { row.ArrivedAt, row.Kind, row.Outcome, row.EndToEndMicroseconds });
    }

    private sealed class UnixMilliseconds() : ValueConverter<DateTimeOffset, long>(
        time => time.ToUnixTimeMilliseconds(),
        value => DateTimeOffset.FromUnixTimeMilliseconds(value));

    private sealed class SummaryOptionsJson() : ValueConverter<SummaryOptions, string>(
        options => JsonSerializer.Serialize(options, SummaryFormat),
        json => JsonSerializer.Deserialize<SummaryOptions>(json, SummaryFormat) ?? new SummaryOptions())
    {
        private static readonly JsonSerializerOptions SummaryFormat = new(JsonSerializerDefaults.Web)
        {
            DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
            Converters = { new JsonStringEnumConverter() },
        };
    }

    private sealed class SettingsJson() : ValueConverter<SamplingOverrides, string>(
        settings => JsonSerializer.Serialize(settings, SettingsFormat),
        json => JsonSerializer.Deserialize<SamplingOverrides>(json, SettingsFormat) ?? SamplingOverrides.None)
    {
        private static readonly JsonSerializerOptions SettingsFormat = new(JsonSerializerDefaults.Web) { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };
    }
}
