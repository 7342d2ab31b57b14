using Microsoft.EntityFrameworkCore;
using QwenWebChat.App.Data;

namespace QwenWebChat.App.Sharing;

/// <summary>Lists the prompts that the groups of an account may use.</summary>
internal sealed class TeamPrompts(IDbContextFactory<ChatDbContext> contexts)
{
    /// <summary>Lists each prompt once, by title, with the first of the groups by which the account may use it.</summary>
    public async Task<IReadOnlyList<TeamPrompt>> ListAsync(Guid accountId, CancellationToken cancellationToken = default)
    {
        using ChatDbContext context = contexts.CreateForAll();
        List<TeamPrompt> prompts = await (
            from share in context.Shares
            join prompt in context.Prompts on share.PromptId equals prompt.Id
            join @group in context.Groups on share.GroupId equals @group.Id
            where share.Right == ShareRight.Use && share.OwnerId != accountId && context.GroupMembers.Any(member => member.GroupId == @group.Id && member.AccountId == accountId)
            orderby @group.NormalizedName
            select new TeamPrompt(prompt.Id, prompt.Title, prompt.Text, @group.Name)).ToListAsync(cancellationToken).ConfigureAwait(false);
        return [.. prompts.DistinctBy(prompt => prompt.Id).OrderBy(prompt => prompt.Title, StringComparer.CurrentCultureIgnoreCase)];
    }
}
