using FsCheck.Fluent;
using FsCheck;
using QwenWebChat.App.Conversations;
using QwenWebChat.App.Data;
using QwenWebChat.Tests.Data;
using static QwenWebChat.Tests.Data.TestDatabase;

namespace QwenWebChat.Tests.Conversations;

/// <summary>Random edits of a conversation, against a plain list of messages that does the same.</summary>
[Slow]
public sealed class RandomEditsTests : IDisposable
{
    private readonly TestDatabase _database = new();

    private enum EditKind
    {
        Add,
        AddAtLeaf,
        Show,
        Delete,
    }

    public void Dispose() => _database.Dispose();

    [Fact]
    public void Edits_AnyOrder_ShowTheBranchAndVersionsOfThePlainList()
    {
        Gen<Edit> edit = Gen.Frequency(
            (3, Gen.Constant(EditKind.Add)), (4, Gen.Constant(EditKind.AddAtLeaf)), (3, Gen.Constant(EditKind.Show)), (1, Gen.Constant(EditKind.Delete)))
            .SelectMany(kind => Gen.Choose(0, 1_000).Select(pick => new Edit(kind, pick)));

        SeededProperty.Holds(
            Gen.Choose(1, 24).SelectMany(count => Gen.ArrayOf(edit, count)),
            25,
            edits => CheckAsync(edits).GetAwaiter().GetResult(),
            SeededProperty.Shorter);
    }

    private async Task CheckAsync(Edit[] edits)
    {
        Guid id = await _database.CreateAsync();
        List<Plain> plain = [];
        Guid? leaf = null;
        foreach (Edit edit in edits)
        {
            // None, the first to be written, or one of the others.
            Plain? picked = edit.Pick % (plain.Count + 1) is var index && index < plain.Count ? plain[index] : null;
            switch (edit.Kind)
            {
                case EditKind.Add or EditKind.AddAtLeaf:
                    Guid? parent = edit.Kind == EditKind.Add ? picked?.Id : leaf;
                    leaf = await _database.AddAsync(id, parent, "text");
                    plain.Add(new Plain(leaf.Value, parent));
                    break;
                case EditKind.Show when picked is not null:
                    Assert.True(await _database.Messages.ShowAsync(LocalOwner, id, picked.Id, Cancellation));
                    leaf = Last(plain, picked.Id);
                    break;
                case EditKind.Delete when picked is not null:
                    Assert.NotNull(await _database.Messages.DeleteBranchAsync(LocalOwner, id, picked.Id, Cancellation));
                    bool isShown = Path(plain, leaf).Contains(picked.Id);
                    plain = [.. plain.Where(message => !Path(plain, message.Id).Contains(picked.Id))];
                    Plain? sibling = plain.LastOrDefault(message => message.Parent == picked.Parent);
                    leaf = !isShown ? leaf : sibling is null ? picked.Parent : Last(plain, sibling.Id);
                    break;
            }

            await CompareAsync(id, plain, leaf);
        }
    }

    private async Task CompareAsync(Guid id, List<Plain> plain, Guid? leaf)
    {
        ConversationView opened = await _database.OpenAsync(id);
        Assert.Equal(Path(plain, leaf), opened.Path.Select(message => message.Id));
        Assert.DoesNotContain(plain, message => message.Parent == leaf && leaf is not null);
        foreach (ConversationMessage message in opened.Path)
        {
            Guid[] versions = [.. plain.Where(other => other.Parent == message.ParentId).Select(other => other.Id)];
            Assert.Equal(versions, message.Versions);
            Assert.Equal(message.Id, versions[message.Version - 1]);
        }

        using ChatDbContext context = _database.CreateForAll();
        Assert.Equal(plain.Count, context.Messages.Count(message => message.ConversationId == id));
    }

    private static List<Guid> Path(List<Plain> plain, Guid? leaf)
    {
        List<Guid> path = [];
        for (Guid? next = leaf; next is not null; next = plain.Single(message => message.Id == next).Parent)
        {
            path.Insert(0, next.Value);
        }

        return path;
    }

    private static Guid Last(List<Plain> plain, Guid id) => plain.Last(message => Path(plain, message.Id).Contains(id)).Id;

    private sealed record Edit(EditKind Kind, int Pick);

    private sealed record Plain(Guid Id, Guid? Parent);
}
