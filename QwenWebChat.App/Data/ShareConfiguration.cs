using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace QwenWebChat.App.Data;

/// <summary>Configures the table of shares.</summary>
internal sealed class ShareConfiguration : IEntityTypeConfiguration<Share>
{
    public void Configure(EntityTypeBuilder<Share> builder)
    {
        builder.Ignore(row => row.Target);
        builder.Property(row => row.Right).HasConversion<string>();
        builder.HasIndex(row => row.Token).IsUnique();
        builder.HasOne<Account>().WithMany().HasForeignKey(row => row.OwnerId).OnDelete(DeleteBehavior.Cascade);
        builder.HasOne<StoredConversation>().WithMany().HasForeignKey(row => row.ConversationId).HasPrincipalKey(row => row.Id).OnDelete(DeleteBehavior.Cascade);
        builder.HasOne<Document>().WithMany().HasForeignKey(row => row.DocumentId).OnDelete(DeleteBehavior.Cascade);
        builder.HasOne<SavedPrompt>().WithMany().HasForeignKey(row => row.PromptId).OnDelete(DeleteBehavior.Cascade);
        builder.HasOne<Folder>().WithMany().HasForeignKey(row => row.FolderId).OnDelete(DeleteBehavior.Cascade);
        builder.HasOne<Group>().WithMany().HasForeignKey(row => row.GroupId).OnDelete(DeleteBehavior.Cascade);
    }
}
