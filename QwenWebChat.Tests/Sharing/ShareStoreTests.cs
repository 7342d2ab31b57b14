using System.Text;
using QwenWebChat.App.Conversations;
using QwenWebChat.App.Data;
using QwenWebChat.App.Documents.Library;
using QwenWebChat.App.Sharing;
using QwenWebChat.Tests.Data;
using QwenWebChat.Tests.Documents.Library;

namespace QwenWebChat.Tests.Sharing;

/// <summary>Who may see what somebody shares, and until when.</summary>
public sealed class ShareStoreTests : IAsyncLifetime
{
    private static readonly Guid Ann = TestDatabase.LocalOwner;
    private static readonly Guid Bob = TestDatabase.OtherOwner;
    private static readonly Guid Eve = new("0198c0de-0000-7000-8000-0000000000ee");
    private static readonly Guid Group = new("0198c0de-0000-7000-8000-0000000000aa");

    private readonly TestLibrary _library = new();

    private static CancellationToken Cancellation => TestDatabase.Cancellation;

    private TestDatabase Database => _library.Database;

    private ShareStore Shares => Database.Shares;

    // Ann and Bob are in the group, Eve is not.
    public async ValueTask InitializeAsync()
    {
        using ChatDbContext context = Database.CreateDbContext();
        context.Add(new Account { Id = Eve, Name = "eve" });
        await context.SaveChangesAsync(Cancellation);
        await Database.AddGroupAsync(Group, Ann, Bob);
    }

    public ValueTask DisposeAsync()
    {
        _library.Dispose();
        return ValueTask.CompletedTask;
    }

    [Theory]
    [InlineData(ShareKind.Conversation)]
    [InlineData(ShareKind.Document)]
    [InlineData(ShareKind.Prompt)]
    [InlineData(ShareKind.Folder)]
    public async Task Share_WithAGroup_IsOpenToItsMembersAlone(ShareKind kind)
    {
        ShareTarget target = new(kind, await CreateAsync(kind, "thing"));

        Assert.Null(await Shares.ShareAsync(Ann, target, Group, ShareRight.Use, Cancellation));

        ShareView share = Assert.Single(await Shares.ListForAsync(Bob, Cancellation));
        Assert.Equal((target, "local", "Research", ShareRight.Use), (share.Target, share.OwnerName, share.GroupName, share.Right));
        Assert.StartsWith("thing", share.Name, StringComparison.Ordinal);
        Assert.Equal(share, Assert.Single(await Shares.ListOwnAsync(Ann, Cancellation)));
        Assert.Equal(new OpenedShare(share.Id, Ann, "local", target, ShareRight.Use), await Shares.OpenAsync(Bob, share.Key, Cancellation));
        Assert.NotNull(await Shares.OpenAsync(Ann, share.Key, Cancellation));
        Assert.Null(await Shares.OpenAsync(Eve, share.Key, Cancellation));
        Assert.Empty(await Shares.ListForAsync(Eve, Cancellation));
        Assert.Empty(await Shares.ListForAsync(Ann, Cancellation));
        Assert.Empty(await Shares.ListOwnAsync(Bob, Cancellation));
    }

    [Fact]
    public async Task Link_ForAnyMember_OpensByItsKeyAndNotByTheIdOfTheShare()
    {
        ShareTarget target = new(ShareKind.Conversation, await Database.CreateAsync("thing"));

        Assert.Null(await Shares.LinkAsync(Ann, target, Cancellation));
        Assert.Null(await Shares.LinkAsync(Ann, target, Cancellation));

        ShareView link = Assert.Single(await Shares.ListOwnAsync(Ann, Cancellation));
        Assert.Equal((43, ShareRight.Read), (link.Key.Length, link.Right));
        Assert.Equal(new OpenedShare(link.Id, Ann, "local", target, ShareRight.Read), await Shares.OpenAsync(Eve, link.Key, Cancellation));
        Assert.Null(await Shares.OpenAsync(Eve, link.Id.ToString(), Cancellation));
        Assert.Null(await Shares.OpenAsync(Eve, target.Id.ToString(), Cancellation));
        Assert.Null(await Shares.OpenAsync(Eve, link.Key[..^1], Cancellation));
        Assert.Null(await Shares.OpenAsync(Eve, link.Key.ToUpperInvariant(), Cancellation));
        Assert.Empty(await Shares.ListForAsync(Bob, Cancellation));
    }

    [Fact]
    public async Task Share_Again_ChangesTheRight()
    {
        ShareTarget target = new(ShareKind.Prompt, await CreateAsync(ShareKind.Prompt, "thing"));
        await Shares.ShareAsync(Ann, target, Group, ShareRight.Use, Cancellation);

        Assert.Null(await Shares.ShareAsync(Ann, target, Group, ShareRight.Read, Cancellation));

        Assert.Equal(ShareRight.Read, Assert.Single(await Shares.ListForAsync(Bob, Cancellation)).Right);
    }

    [Fact]
    public async Task Share_SomebodyElsesOrMissingThings_IsNotFound()
    {
        foreach (ShareKind kind in Enum.GetValues<ShareKind>())
        {
            ShareTarget target = new(kind, await CreateAsync(kind, "thing"));

            Assert.Equal(ShareFault.NotFound, await Shares.ShareAsync(Bob, target, Group, ShareRight.Use, Cancellation));
            Assert.Equal(ShareFault.NotFound, await Shares.LinkAsync(Bob, target, Cancellation));
            Assert.Equal(ShareFault.NotFound, await Shares.LinkAsync(Ann, target with { Id = Guid.NewGuid() }, Cancellation));
        }
    }

    [Fact]
    public async Task Share_WithAGroupOfOthers_IsRefused()
    {
        ShareTarget target = new(ShareKind.Conversation, await Database.CreateAsync("thing", Eve));

        Assert.Equal(ShareFault.NotInGroup, await Shares.ShareAsync(Eve, target, Group, ShareRight.Read, Cancellation));
        Assert.Equal(ShareFault.NotInGroup, await Shares.ShareAsync(Eve, target, Guid.NewGuid(), ShareRight.Read, Cancellation));
    }

    [Fact]
    public async Task Revoke_ByAnother_ChangesNothingAndByTheOwnerEndsIt()
    {
        ShareTarget target = new(ShareKind.Conversation, await Database.CreateAsync("thing"));
        await Shares.ShareAsync(Ann, target, Group, ShareRight.Read, Cancellation);
        Guid id = Assert.Single(await Shares.ListOwnAsync(Ann, Cancellation)).Id;
        int changes = 0;
        Shares.Changed += () => changes++;

        Assert.Null(await Shares.RevokeAsync(Bob, id, Cancellation));
        Assert.NotNull(await Shares.OpenAsync(Bob, id.ToString(), Cancellation));
        Assert.Equal(target, await Shares.RevokeAsync(Ann, id, Cancellation));
        Assert.Null(await Shares.RevokeAsync(Ann, id, Cancellation));

        Assert.Null(await Shares.OpenAsync(Bob, id.ToString(), Cancellation));
        Assert.Equal(1, changes);
    }

    [Fact]
    public async Task Open_AsAFormerMember_IsRefused()
    {
        await Shares.ShareAsync(Ann, new ShareTarget(ShareKind.Conversation, await Database.CreateAsync("thing")), Group, ShareRight.Use, Cancellation);
        string key = Assert.Single(await Shares.ListForAsync(Bob, Cancellation)).Key;
        await RemoveAsync(context => context.GroupMembers.RemoveRange(context.GroupMembers.Where(row => row.AccountId == Bob)));

        Assert.Null(await Shares.OpenAsync(Bob, key, Cancellation));
        Assert.Empty(await Shares.ListForAsync(Bob, Cancellation));
    }

    [Fact]
    public async Task Delete_ConversationAndDocument_HidesTheShareUntilTheyAreRestored()
    {
        (Guid conversation, Guid document) = (await Database.CreateAsync("thing"), await CreateAsync(ShareKind.Document, "thing"));
        await Shares.ShareAsync(Ann, new ShareTarget(ShareKind.Conversation, conversation), Group, ShareRight.Read, Cancellation);
        await Shares.ShareAsync(Ann, new ShareTarget(ShareKind.Document, document), Group, ShareRight.Use, Cancellation);
        string[] keys = [.. (await Shares.ListForAsync(Bob, Cancellation)).Select(share => share.Key)];

        await Database.Conversations.DeleteAsync(Ann, conversation, Cancellation);
        await _library.Desk.DeleteAsync(Ann, document, Cancellation);

        Assert.Empty(await Shares.ListForAsync(Bob, Cancellation));
        Assert.All(await Task.WhenAll(keys.Select(key => Shares.OpenAsync(Bob, key, Cancellation))), Assert.Null);
        Assert.Null(await Shares.OwnerOfUsableAsync(Bob, document, Cancellation));
        await Database.Conversations.RestoreAsync(Ann, conversation, Cancellation);
        await _library.Desk.RestoreAsync(Ann, document, Cancellation);
        Assert.Equal(2, (await Shares.ListForAsync(Bob, Cancellation)).Count);
    }

    [Theory]
    [InlineData("owner")]
    [InlineData("group")]
    [InlineData("thing")]
    public async Task Delete_OwnerGroupOrThing_EndsTheShare(string deleted)
    {
        Guid conversation = await Database.CreateAsync("thing");
        await Shares.ShareAsync(Ann, new ShareTarget(ShareKind.Conversation, conversation), Group, ShareRight.Read, Cancellation);

        await RemoveAsync(context => context.Remove(deleted switch
        {
            "owner" => context.Accounts.Single(row => row.Id == Ann),
            "group" => context.Groups.Single(),
            _ => context.Conversations.Single(row => row.Id == conversation),
        }));

        using ChatDbContext context = Database.CreateForAll();
        Assert.Empty(context.Shares);
    }

    [Fact]
    public async Task OwnerOfUsable_Document_NeedsTheRightToUseIt()
    {
        Guid document = await CreateAsync(ShareKind.Document, "thing");
        ShareTarget target = new(ShareKind.Document, document);
        await Shares.LinkAsync(Ann, target, Cancellation);
        await Shares.ShareAsync(Ann, target, Group, ShareRight.Read, Cancellation);
        Assert.Null(await Shares.OwnerOfUsableAsync(Bob, document, Cancellation));
        Assert.Equal(Ann, await Shares.OwnerOfUsableAsync(Ann, document, Cancellation));

        await Shares.ShareAsync(Ann, target, Group, ShareRight.Use, Cancellation);

        Assert.Equal(Ann, await Shares.OwnerOfUsableAsync(Bob, document, Cancellation));
        Assert.Null(await Shares.OwnerOfUsableAsync(Eve, document, Cancellation));
        Assert.Equal($"shared/{(await Shares.ListForAsync(Bob, Cancellation)).Single().Key}", await Shares.FindDocumentAsync(Bob, document, Cancellation));
        Assert.Null(await Shares.FindDocumentAsync(Eve, document, Cancellation));
    }

    [Fact]
    public async Task OwnerOfUsable_DocumentOfAFolder_FollowsTheFolder()
    {
        (Guid folder, Guid document) = (await CreateAsync(ShareKind.Folder, "thing"), await CreateAsync(ShareKind.Document, "thing"));
        await Shares.ShareAsync(Ann, new ShareTarget(ShareKind.Folder, folder), Group, ShareRight.Use, Cancellation);
        Assert.Null(await Shares.OwnerOfUsableAsync(Bob, document, Cancellation));

        Assert.True(await _library.Store.MoveAsync(Ann, document, folder, Cancellation));

        Assert.Equal(Ann, await Shares.OwnerOfUsableAsync(Bob, document, Cancellation));
        Assert.Equal($"shared/{(await Shares.ListForAsync(Bob, Cancellation)).Single().Key}/{document}", await Shares.FindDocumentAsync(Bob, document, Cancellation));
        Assert.True(await _library.Store.MoveAsync(Ann, document, null, Cancellation));
        Assert.Null(await Shares.OwnerOfUsableAsync(Bob, document, Cancellation));
    }

    [Fact]
    public async Task Links_OfAConversation_TakeUsableDocumentsAndNoOthers()
    {
        Guid document = await CreateAsync(ShareKind.Document, "thing");
        Guid chat = await Database.CreateAsync("chat", Bob);
        Assert.False(await _library.Links.SetAsync(Bob, chat, [document], Cancellation));
        await Shares.ShareAsync(Ann, new ShareTarget(ShareKind.Document, document), Group, ShareRight.Use, Cancellation);

        Assert.True(await _library.Links.SetAsync(Bob, chat, [document], Cancellation));

        Assert.Equal([document], await _library.Links.ListAsync(Bob, chat, Cancellation));
        Assert.Equal("thing.txt", await _library.Links.FindNameAsync(Bob, document, Cancellation));
        Assert.Null(await _library.Links.FindNameAsync(Eve, document, Cancellation));
        Assert.Null(await _library.Store.FindAsync(Bob, document, Cancellation));
    }

    [Fact]
    public async Task TeamPrompts_OfAMember_AreThoseOfOthersWithTheRightToUse()
    {
        TeamPrompts prompts = new(Database);
        Guid used = await CreateAsync(ShareKind.Prompt, "used");
        await Shares.ShareAsync(Ann, new ShareTarget(ShareKind.Prompt, used), Group, ShareRight.Use, Cancellation);
        await Shares.ShareAsync(Ann, new ShareTarget(ShareKind.Prompt, await CreateAsync(ShareKind.Prompt, "read")), Group, ShareRight.Read, Cancellation);

        Assert.Equal([new TeamPrompt(used, "used", "text", "Research")], await prompts.ListAsync(Bob, Cancellation));
        Assert.Empty(await prompts.ListAsync(Ann, Cancellation));
        Assert.Empty(await prompts.ListAsync(Eve, Cancellation));
    }

    [Fact]
    public async Task Copy_OfAConversation_BelongsToItsReader()
    {
        Guid chat = await Database.CreateAsync("thing");
        Guid question = await Database.AddAsync(chat, null, "question");
        await Database.AddAsync(chat, question, "half an ans", MessageRole.Assistant, MessageState.Streaming);
        ConversationCopy copies = new(Database.Conversations, Database.Messages);

        Guid copy = (await copies.CopyAsync(Ann, chat, Bob, Cancellation))!.Value;

        ConversationView view = (await Database.Messages.OpenAsync(Bob, copy, Cancellation))!;
        Assert.Equal("thing", view.Summary.Title);
        Assert.Equal([("question", MessageState.Finished), ("half an ans", MessageState.Stopped)], view.Path.Select(message => (message.Text, message.State)));
        Assert.Null(await Database.Messages.OpenAsync(Ann, copy, Cancellation));
        Assert.Null(await copies.CopyAsync(Bob, chat, Bob, Cancellation));
    }

    private async Task<Guid> CreateAsync(ShareKind kind, string name) => kind switch
    {
        ShareKind.Conversation => await Database.CreateAsync(name),
        ShareKind.Document => (await _library.Desk.UploadAsync(Ann, $"{name}.txt", new MemoryStream(Encoding.UTF8.GetBytes("text")), Cancellation)).Id,
        ShareKind.Prompt => (await Database.Prompts.AddAsync(Ann, name, "text", cancellationToken: Cancellation))!.Id,
        _ => (await Database.Folders.CreateAsync(Ann, name, Cancellation))!.Id,
    };

    private async Task RemoveAsync(Action<ChatDbContext> remove)
    {
        using ChatDbContext context = Database.CreateForAll();
        remove(context);
        await context.SaveChangesAsync(Cancellation);
    }
}
