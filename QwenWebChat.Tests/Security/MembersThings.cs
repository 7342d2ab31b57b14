using System.Text;
using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using QwenWebChat.App.Accounts;
using QwenWebChat.App.Api;
using QwenWebChat.App.Chat;
using QwenWebChat.App.Conversations;
using QwenWebChat.App.Data;
using QwenWebChat.App.Documents.Library;
using QwenWebChat.App.Sharing;
using QwenWebChat.Tests.Accounts;

namespace QwenWebChat.Tests.Security;

/// <summary>One thing of each kind that a member owns, with a text in it that nobody else may see.</summary>
internal sealed record MembersThings(Guid Owner, Guid Conversation, Guid Folder, Guid Document, Guid Summary, Guid Share)
{
    public const string Secret = "the-secret-of-the-member";

    /// <summary>A member of the only group that the member shares the conversation with.</summary>
    public const string GroupMember = "gus";

    // Whose thing a route with a parameter names. The names of what nobody owns are no ids.
    private static readonly (string Pattern, Func<MembersThings, string>? Id)[] Ids =
    [
        ("^/chat/", things => things.Conversation.ToString()),
        (@"^/export/\{", things => things.Conversation.ToString()),
        ("^/documents/", things => things.Document.ToString()),
        ("^/export/summary/", things => things.Summary.ToString()),
        (@"^/v1/files/\{id\}", things => ObjectIds.Files.Of(things.Document)),
        (@"^/v1/summaries/\{id\}", things => ObjectIds.Summaries.Of(things.Summary)),
        (@"^/shared/\{Key\}$", things => things.Share.ToString()),
        (@"^/shared/\{Key\}/", null),
        (@"^/(invitation|reset-password)/|^/v1/models/|\{\*\*rest\}$|^/_framework/", null),
    ];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>Makes them in an app.</summary>
    public static async Task<MembersThings> CreateAsync(TeamApp app, string member)
    {
        IServiceProvider services = app.Services;
        Guid owner = app.IdOf(member);
        Guid folder = (await services.GetRequiredService<FolderStore>().CreateAsync(owner, Secret, Cancellation))!.Id;
        Guid conversation = (await services.GetRequiredService<ConversationStore>().CreateAsync(owner, Secret, cancellationToken: Cancellation)).Id;
        await services.GetRequiredService<MessageStore>().AddAsync(owner, conversation, new NewMessage(null, MessageRole.User, Secret), Cancellation);
        await services.GetRequiredService<DraftStore>().WriteAsync(owner, default, Secret, cancellationToken: Cancellation);
        DocumentDesk desk = services.GetRequiredService<DocumentDesk>();
        Guid document = (await desk.UploadAsync(owner, $"{Secret}.txt", new MemoryStream(Encoding.UTF8.GetBytes(Secret), writable: false), Cancellation)).Id;
        await desk.WhenReadAsync(owner, document, Cancellation);
        Guid summary = Guid.NewGuid();
        Guid share = await ShareAsync(app, owner, conversation);
        using ChatDbContext context = services.GetRequiredService<IDbContextFactory<ChatDbContext>>().CreateFor(owner);
        context.Add(new Summary { Id = summary, DocumentId = document, Options = new SummaryOptions(), State = SummaryState.Finished, Model = "m", CreatedAt = default, DocumentTokens = 1, Text = Secret });
        await context.SaveChangesAsync(Cancellation);
        return new MembersThings(owner, conversation, folder, document, summary, share);
    }

    private static async Task<Guid> ShareAsync(TeamApp app, Guid owner, Guid conversation)
    {
        GroupStore groups = app.Services.GetRequiredService<GroupStore>();
        Assert.Null(await app.Accounts.CreateAsync(GroupMember, TeamApp.PasswordOf(GroupMember), AccountRole.Member));
        Assert.Null(await groups.CreateAsync("team"));
        Guid group = Assert.Single(await groups.ListAsync(Cancellation)).Id;
        Assert.Null(await groups.AddMemberAsync(group, app.IdOf(GroupMember)));
        Assert.Null(await groups.AddMemberAsync(group, owner));
        ShareStore shares = app.Services.GetRequiredService<ShareStore>();
        Assert.Null(await shares.ShareAsync(owner, new ShareTarget(ShareKind.Conversation, conversation), group, ShareRight.Read, Cancellation));
        return Assert.Single(await shares.ListOwnAsync(owner, Cancellation)).Id;
    }

    /// <summary>Finds what the parameter of a route names.</summary>
    /// <param name="id">The id of the member's thing; null if it names nothing that anybody owns.</param>
    /// <returns>False for a route that nothing is known of.</returns>
    public bool TryName(string pattern, out string? id)
    {
        (string Pattern, Func<MembersThings, string>? Id) named = Ids.FirstOrDefault(entry => Regex.IsMatch(pattern, entry.Pattern));
        id = named.Id?.Invoke(this);
        return named.Pattern is not null;
    }
}
