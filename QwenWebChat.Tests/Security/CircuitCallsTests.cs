using System.Reflection;
using Bunit;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.SignalR;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.JSInterop;
using QwenWebChat.App.Accounts;
using QwenWebChat.App.Components.Chat;
using QwenWebChat.App.Components.Conversations;
using QwenWebChat.App.Conversations;
using QwenWebChat.App.Data;
using QwenWebChat.Tests.Accounts;
using QwenWebChat.Tests.Components;
using QwenWebChat.Tests.Data;

namespace QwenWebChat.Tests.Security;

/// <summary>
/// What a browser may call over its circuit, found by reflection. A modified client sends any arguments: the ids in them are tried
/// with the things of another member.
/// </summary>
public sealed class CircuitCallsTests
{
    private const string Secret = "the draft of another";

    // The methods with an id or a place among their arguments, which the tests below call, and those that have only texts.
    private static readonly string[] Calls =
    [
        "Composer.AttachAsync", "Composer.DraftChangedAsync", "Composer.DraftChangedLongAsync", "Composer.SetHasText", "Composer.SubmitAsync", "Composer.SubmitLongAsync",
        "FileZone.OfferAsync", "MainLayout.NewChat", "MainLayout.SetWide", "MainLayout.ShowShortcutsAsync", "MainLayout.ToggleSidebar", "SidebarChats.DropAsync",
        "TextEditor.ChangeAsync", "TextEditor.ChangeLongAsync", "TextEditor.CloseAsync", "TextEditor.SendAsync", "TextEditor.SendLongAsync",
    ];

    [Fact]
    public void EveryMethodForScripts_IsKnownAndNoneIsStatic()
    {
        MethodInfo[] methods = [.. typeof(AccountPaths).Assembly.GetTypes()
            .SelectMany(type => type.GetMethods(BindingFlags.Instance | BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
            .Where(method => method.GetCustomAttribute<JSInvokableAttribute>() is not null)];

        Assert.Equal(Calls, methods.Select(method => $"{method.DeclaringType!.Name}.{method.Name}").Order(StringComparer.Ordinal));
        // A static one could be called without having been given an object.
        Assert.DoesNotContain(methods, method => method.IsStatic);
    }

    [Fact]
    public async Task Hubs_OfTheApp_AreThatOfCircuitsAlone()
    {
        await using TeamApp app = await TeamApp.StartAsync();

        string[] hubs = [.. app.Services.GetServices<EndpointDataSource>().SelectMany(source => source.Endpoints)
            .Select(endpoint => endpoint.Metadata.GetMetadata<HubMetadata>()?.HubType.Name).OfType<string>().Distinct()];

        Assert.Equal(["ComponentHub"], hubs);
    }

    [Fact]
    public async Task Drop_AnothersConversationOrFolder_MovesNothing()
    {
        await using UiContext ui = new();
        Guid theirs = await ui.Database.CreateAsync("theirs");
        Guid theirFolder = await ui.CreateFolderAsync("their folder");
        Guid own = await ui.Database.CreateAsync("own", TestDatabase.OtherOwner);
        Guid ownFolder = (await ui.Database.Folders.CreateAsync(TestDatabase.OtherOwner, "own folder", TestDatabase.Cancellation))!.Id;
        IRenderedComponent<SidebarChats> chats = RenderAsOther(ui, () => ui.Render<SidebarChats>());

        await chats.InvokeAsync(() => chats.Instance.DropAsync(theirs, ownFolder));
        await chats.InvokeAsync(() => chats.Instance.DropAsync(theirs, theirFolder));
        await chats.InvokeAsync(() => chats.Instance.DropAsync(own, theirFolder));

        using ChatDbContext context = ui.Database.CreateForAll();
        Assert.All(context.Conversations, row => Assert.Null(row.FolderId));
        await chats.InvokeAsync(() => chats.Instance.DropAsync(own, ownFolder));
        Assert.Equal(ownFolder, context.Conversations.AsNoTracking().Single(row => row.Id == own).FolderId);
    }

    [Fact]
    public async Task Draft_OfAnothersConversation_IsNeitherReadNorChanged()
    {
        await using UiContext ui = new();
        Guid theirs = await ui.Database.CreateAsync("theirs");
        DraftPlace place = DraftPlace.OfConversation(theirs);
        await ui.Database.Drafts.WriteAsync(TestDatabase.LocalOwner, place, Secret, cancellationToken: TestDatabase.Cancellation);
        IRenderedComponent<ChatPage> page = RenderAsOther(ui, () => ui.Render<ChatPage>(parameters => parameters.Add(chat => chat.Id, theirs)));
        IRenderedComponent<ChatPage> own = ui.Render<ChatPage>();
        IRenderedComponent<Composer> composer = own.FindComponent<Composer>();

        long? version = await composer.InvokeAsync(() => composer.Instance.DraftChangedAsync(place.ToString(), "overwritten"));
        await composer.InvokeAsync(() => composer.Instance.AttachAsync(place.ToString(), "note.txt", 4, false, Picked.Stream("note"u8.ToArray())));
        bool isSent = await composer.InvokeAsync(() => composer.Instance.SubmitAsync(place.ToString(), "into the chat of another"));

        Assert.Equal((null, false), (version, isSent));
        DraftView kept = await ui.Database.Drafts.OpenAsync(TestDatabase.LocalOwner, place, TestDatabase.Cancellation);
        Assert.Equal((Secret, 0), (kept.Text, kept.Files.Count));
        Assert.DoesNotContain(Secret, page.Markup, StringComparison.Ordinal);
        using ChatDbContext context = ui.Database.CreateForAll();
        Assert.DoesNotContain(context.Messages, message => message.ConversationId == theirs);
    }

    private static IRenderedComponent<T> RenderAsOther<T>(UiContext ui, Func<IRenderedComponent<T>> render)
        where T : Microsoft.AspNetCore.Components.IComponent
    {
        ui.Owner.Set(new SessionAccount(TestDatabase.OtherOwner, "other", AccountRole.Member));
        return render();
    }
}
