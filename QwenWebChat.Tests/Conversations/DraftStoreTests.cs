using QwenWebChat.App.Components.Shared;
using QwenWebChat.App.Conversations;
using QwenWebChat.App.Data;
using QwenWebChat.Tests.Data;
using static QwenWebChat.Tests.Data.TestDatabase;

namespace QwenWebChat.Tests.Conversations;

public sealed class DraftStoreTests : IDisposable
{
    private readonly TestDatabase _database = new();
    private readonly List<DraftChanged> _changes = [];

    public DraftStoreTests() => Store.Changed += _changes.Add;

    private DraftStore Store => _database.Drafts;

    public void Dispose() => _database.Dispose();

    [Fact]
    public async Task Write_PerPlace_KeepsEachItsOwn()
    {
        DraftPlace one = DraftPlace.OfConversation(await _database.CreateAsync());
        DraftPlace other = DraftPlace.OfConversation(await _database.CreateAsync());

        await WriteAsync(one, "  for one");
        await WriteAsync(other, "for the other");
        await WriteAsync(DraftPlace.New, "for a new one");

        Assert.Equal(["  for one", "for the other", "for a new one"], [await TextAsync(one), await TextAsync(other), await TextAsync(DraftPlace.New)]);
    }

    [Fact]
    public async Task Write_TheSameText_WritesAndTellsNothing()
    {
        Assert.Equal((DraftOutcome.Kept, 0), await Store.WriteAsync(LocalOwner, DraftPlace.New, "", cancellationToken: Cancellation));
        await WriteAsync(DraftPlace.New, "text");
        Assert.Single(_changes);

        Assert.Equal((DraftOutcome.Kept, 1), await Store.WriteAsync(LocalOwner, DraftPlace.New, "text", cancellationToken: Cancellation));

        Assert.Single(_changes);
    }

    [Fact]
    public async Task Write_AfterBeingSent_GoesOnWithItsVersion()
    {
        await WriteAsync(DraftPlace.New, "first");
        await WriteAsync(DraftPlace.New, "");

        Assert.Equal((DraftOutcome.Kept, 3), await Store.WriteAsync(LocalOwner, DraftPlace.New, "second", cancellationToken: Cancellation));
    }

    [Fact]
    public async Task Write_TooLongOrForNothing_KeepsWhatIsThere()
    {
        await WriteAsync(DraftPlace.New, "text");

        Assert.Equal(DraftOutcome.TooLong, (await Store.WriteAsync(LocalOwner, DraftPlace.New, new string('x', DraftStore.MaxLength + 1), cancellationToken: Cancellation)).Outcome);
        Assert.Equal(DraftOutcome.Gone, (await Store.WriteAsync(LocalOwner, DraftPlace.OfConversation(Guid.NewGuid()), "text", cancellationToken: Cancellation)).Outcome);
        Assert.Equal(DraftOutcome.Gone, (await Store.WriteAsync(LocalOwner, DraftPlace.OfDocument(Guid.NewGuid()), "text", cancellationToken: Cancellation)).Outcome);

        Assert.Equal("text", await TextAsync(DraftPlace.New));
    }

    [Fact]
    public async Task Draft_OfADeletedChat_StaysUntilThatIsPurged()
    {
        Guid id = await _database.CreateAsync();
        DraftPlace place = DraftPlace.OfConversation(id);
        await WriteAsync(place, "unfinished");
        await AttachAsync(place, "notes.md");

        await _database.Conversations.DeleteAsync(LocalOwner, id, Cancellation);
        await _database.Conversations.RestoreAsync(LocalOwner, id, Cancellation);
        Assert.Equal("unfinished", await TextAsync(place));

        await _database.Conversations.DeleteAsync(LocalOwner, id, Cancellation);
        await _database.Conversations.PurgeAsync(LocalOwner, id, Cancellation);
        using ChatDbContext context = _database.CreateForAll();
        Assert.Empty(context.Drafts);
        Assert.Empty(context.DraftFiles);
    }

    [Fact]
    public async Task Files_AddedChangedMovedAndTaken_AreFollowed()
    {
        DraftPlace place = DraftPlace.OfConversation(await _database.CreateAsync());
        Guid first = await AttachAsync(DraftPlace.New, "a.txt");
        Guid second = await AttachAsync(DraftPlace.New, "b.txt");

        Assert.Equal(DraftOutcome.Kept, await Store.RewriteAsync(LocalOwner, DraftPlace.New, second, "changed", cancellationToken: Cancellation));
        await Store.MoveFilesAsync(LocalOwner, DraftPlace.New, place, cancellationToken: Cancellation);
        await Store.DetachAsync(LocalOwner, place, [first], cancellationToken: Cancellation);

        Assert.Empty((await OpenAsync(DraftPlace.New)).Files);
        Assert.Equal(new DraftFile(second, "b.txt", "changed", IsPasted: true), Assert.Single((await OpenAsync(place)).Files));
    }

    [Fact]
    public async Task Attach_BeyondTheLimit_IsRefused()
    {
        DraftFile file = new(Guid.NewGuid(), "large.txt", new string('x', DraftStore.MaxLength - 1), IsPasted: false);
        Assert.Equal(DraftOutcome.Kept, await Store.AttachAsync(LocalOwner, DraftPlace.New, file, cancellationToken: Cancellation));

        Assert.Equal(DraftOutcome.TooLong, await Store.AttachAsync(LocalOwner, DraftPlace.New, file with { Id = Guid.NewGuid(), Text = "xx" }, cancellationToken: Cancellation));
        Assert.Equal(DraftOutcome.TooLong, await Store.RewriteAsync(LocalOwner, DraftPlace.New, file.Id, file.Text + "xx", cancellationToken: Cancellation));

        Assert.Equal(file.Text.Length, Assert.Single((await OpenAsync(DraftPlace.New)).Files).Text.Length);
    }

    [Fact]
    public async Task Return_RefusedMessage_StandsBeforeWhatWasWrittenSince()
    {
        await WriteAsync(DraftPlace.New, "since");

        await Store.ReturnAsync(LocalOwner, DraftPlace.New, "refused", [new MessageAttachment("a.txt", "text")], Cancellation);

        Assert.Equal("refused\n\nsince", await TextAsync(DraftPlace.New));
        Assert.Equal("a.txt", Assert.Single((await OpenAsync(DraftPlace.New)).Files).Name);
    }

    [Fact]
    public async Task EveryCall_OfAnotherOwner_FindsAndChangesNothing()
    {
        DraftPlace place = DraftPlace.OfConversation(await _database.CreateAsync());
        await WriteAsync(place, "secret");
        Guid file = await AttachAsync(place, "secret.txt");

        Assert.Equal(new DraftView(place, "", 0).Text, (await Store.OpenAsync(OtherOwner, place, Cancellation)).Text);
        Assert.Equal(DraftOutcome.Gone, (await Store.WriteAsync(OtherOwner, place, "x", cancellationToken: Cancellation)).Outcome);
        Assert.Equal(DraftOutcome.Gone, await Store.AttachAsync(OtherOwner, place, new DraftFile(Guid.NewGuid(), "x", "x", IsPasted: false), cancellationToken: Cancellation));
        Assert.Equal(DraftOutcome.Gone, await Store.RewriteAsync(OtherOwner, place, file, "x", cancellationToken: Cancellation));
        await Store.DetachAsync(OtherOwner, place, [file], cancellationToken: Cancellation);
        await Store.MoveFilesAsync(OtherOwner, place, DraftPlace.New, cancellationToken: Cancellation);

        Assert.Equal(("secret", 1), ((await OpenAsync(place)).Text, (await OpenAsync(place)).Files.Count));
    }

    [Theory]
    [InlineData("new")]
    [InlineData("chat/0198c0de-0000-7000-8000-00000000000a")]
    [InlineData("document/0198c0de-0000-7000-8000-00000000000a")]
    public void Place_Named_IsFoundAgain(string name) => Assert.Equal(name, DraftPlace.Parse(name).ToString());

    [Fact]
    public void Place_OfNothingKnown_IsANewChat() => Assert.Equal(DraftPlace.New, DraftPlace.Parse("chat/../../x"));

    private async Task WriteAsync(DraftPlace place, string text) =>
        Assert.Equal(DraftOutcome.Kept, (await Store.WriteAsync(LocalOwner, place, text, cancellationToken: Cancellation)).Outcome);

    private async Task<Guid> AttachAsync(DraftPlace place, string name)
    {
        DraftFile file = new(Guid.NewGuid(), name, "text", IsPasted: true);
        Assert.Equal(DraftOutcome.Kept, await Store.AttachAsync(LocalOwner, place, file, cancellationToken: Cancellation));
        return file.Id;
    }

    private Task<DraftView> OpenAsync(DraftPlace place) => Store.OpenAsync(LocalOwner, place, Cancellation);

    private async Task<string> TextAsync(DraftPlace place) => (await OpenAsync(place)).Text;
}
