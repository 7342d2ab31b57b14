using System.Globalization;
using Bunit;
using Bunit.Rendering;
using Microsoft.AspNetCore.Components;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using QwenWebChat.App.Accounts;
using QwenWebChat.App.Audit;
using QwenWebChat.App.Chat;
using QwenWebChat.App.Components;
using QwenWebChat.App.Conversations;
using QwenWebChat.App.Data;
using QwenWebChat.App.Documents.Library;
using QwenWebChat.App.Documents.Questions;
using QwenWebChat.App.Documents.Readers;
using QwenWebChat.App.Documents.Summaries;
using QwenWebChat.App.Hosting;
using QwenWebChat.App.Keys;
using QwenWebChat.App.Models;
using QwenWebChat.App.Sharing;
using QwenWebChat.Tests.Chat;
using QwenWebChat.Tests.Data;
using QwenWebChat.Tests.Documents.Library;

namespace QwenWebChat.Tests.Components;

/// <summary>The pages' services as the app registers them, with a scripted client and a fake host, in one language.</summary>
internal sealed class UiContext : BunitContext
{
    public UiContext(string culture = "en", IChatClient? client = null)
    {
        CultureInfo.CurrentCulture = CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo(culture);
        // The browser tests run at the same time; a wait ends as soon as what it waits for is there.
        DefaultWaitTimeout = WaitLimit.Value;
        JSInterop.Mode = JSRuntimeMode.Loose;
        Owner.Set(new SessionAccount(Account.LocalId, "local", AccountRole.Administrator));
        Services.AddChatParts();
        Services.AddTools();
        Services.AddOutbound();
        Services.AddScoped(_ => Owner);
        Services.AddSingleton<IConfiguration>(new ConfigurationBuilder().Build());
        Services.AddSingleton<DocumentSearch>();
        Services.AddSingleton<IModelHost>(Host);
        Services.AddSingleton<IDbContextFactory<ChatDbContext>>(Database);
        Services.AddSingleton<AuditLog>();
        Services.AddScoped<AuditTrail>();
        Services.AddSingleton<AuditStore>();
        Services.AddScoped(_ => Database.CreateDbContext());
        Services.AddSingleton<AccountDirectory>();
        Services.AddSingleton<AccountStore>();
        Services.AddSingleton<AccessState>();
        Services.AddSingleton<ApiKeyStore>();
        Services.AddSingleton<GroupStore>();
        Services.AddSingleton(Database.Shares);
        Services.AddSingleton<TeamPrompts>();
        Services.AddSingleton<ConversationCopy>();
        Services.AddSingleton(Database.Events);
        Services.AddSingleton(Database.Conversations);
        Services.AddSingleton(Database.Messages);
        Services.AddSingleton(Database.Folders);
        Services.AddSingleton(Database.Search);
        Services.AddSingleton(Database.Import);
        Services.AddSingleton(Database.Defaults);
        Services.AddSingleton(Database.Prompts);
        Services.AddSingleton(Database.Drafts);
        Files = new DocumentFiles(Options.Create(new DatabaseOptions { Path = Database.Path }));
        Documents = new DocumentStore(Database, Files, Options.Create(new DocumentOptions()), Options.Create(new UploadOptions()), Database.Time, NullLogger<DocumentStore>.Instance);
        Services.AddSingleton(Documents);
        DocumentLinks links = new(Database);
        Services.AddSingleton(links);
        Services.AddSingleton(new DocumentSources(Database, Documents, links, Database.Shares));
        Services.AddSingleton(new SummaryStore(Database, Documents.OpenTextAsync, Database.Time));
        Services.AddSingleton<OpenSources>(provider => provider.GetRequiredService<DocumentSources>().OpenAsync);
        Services.AddSingleton(provider => new DocumentDesk(
            Documents, new DocumentTokens(Documents, provider.GetRequiredService<IChatClient>()), Options.Create(new DocumentOptions()), Options.Create(new UploadOptions()),
            provider.GetService<ReadDocument>() ?? TestLibrary.ReadHere, Database.Time, NullLogger<DocumentDesk>.Instance));
        Services.AddSingleton(_ => new ReaderPool(Options.Create(new DocumentOptions()), Options.Create(new UploadOptions()), TimeProvider.System, NullLogger<ReaderPool>.Instance));
        Services.AddSingleton(TestChat.Titles(client: null));
        Services.AddSingleton(client ?? ScriptedChatClient.Saying("Hello"));
    }

    /// <summary>False for a page as it is prerendered.</summary>
    public bool IsLive { get; set; } = true;

    /// <summary>The account that the pages work for: at first the local one, as in an app without accounts.</summary>
    public CurrentOwner Owner { get; } = new();

    public FakeModelHost Host { get; } = new();

    public TestDatabase Database { get; } = new();

    public DocumentFiles Files { get; }

    public DocumentStore Documents { get; }

    public DocumentDesk DocumentDesk => Services.GetRequiredService<DocumentDesk>();

    public ConversationDesk Desk => Services.GetRequiredService<ConversationDesk>();

    /// <summary>The conversation that the page shows.</summary>
    public Conversation Conversation => Services.GetRequiredService<CurrentChat>().Conversation!;

    public async Task<Guid> CreateFolderAsync(string name) => (await Database.Folders.CreateAsync(TestDatabase.LocalOwner, name, TestDatabase.Cancellation))!.Id;

    /// <summary>A new conversation of a folder.</summary>
    public async Task<Guid> CreateInAsync(Guid folder, string title)
    {
        Guid id = await Database.CreateAsync(title);
        await Database.Conversations.MoveAsync(TestDatabase.LocalOwner, id, folder, TestDatabase.Cancellation);
        return id;
    }

    public override IRenderedComponent<TComponent> Render<TComponent>(Action<ComponentParameterCollectionBuilder<TComponent>>? parameterBuilder = null)
    {
        Prepare();
        return base.Render(parameterBuilder);
    }

    public override IRenderedComponent<TComponent> Render<TComponent>(RenderFragment renderFragment)
    {
        Prepare();
        return base.Render<TComponent>(renderFragment);
    }

    public override IRenderedComponent<ContainerFragment> Render(RenderFragment renderFragment)
    {
        Prepare();
        return base.Render(renderFragment);
    }

    // Only now: it ends the registration of services.
    private void Prepare() => SetRendererInfo(new RendererInfo(IsLive ? "Server" : "Static", IsLive));

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        if (disposing)
        {
            Database.Dispose();
        }
    }
}
