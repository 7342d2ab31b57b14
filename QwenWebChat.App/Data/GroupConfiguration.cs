using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace QwenWebChat.App.Data;

/// <summary>Configures the tables of groups.</summary>
internal sealed class GroupConfiguration : IEntityTypeConfiguration<Group>, IEntityTypeConfiguration<GroupMember>
{
    public void Configure(EntityTypeBuilder<Group> builder) => builder.HasIndex(row => row.NormalizedName).IsUnique();

    public void Configure(EntityTypeBuilder<GroupMember> builder)
    {
        builder.HasKey(row => new { row.GroupId, row.AccountId });
        builder.HasOne<Group>().WithMany().HasForeignKey(row => row.GroupId).OnDelete(DeleteBehavior.Cascade);
        builder.HasOne<Account>().WithMany().HasForeignKey(row => row.AccountId).OnDelete(DeleteBehavior.Cascade);
    }
}
