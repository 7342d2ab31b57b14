using AngleSharp.Dom;
using Bunit;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using MudBlazor;
using QwenWebChat.App.Components.Admin;
using QwenWebChat.App.Data;
using QwenWebChat.App.Monitoring.History;
using QwenWebChat.Tests.Monitoring;
using QwenWebChat.Tests.Monitoring.History;

namespace QwenWebChat.Tests.Components;

/// <summary>The table over a database and an engine of its own.</summary>
internal sealed class RequestDesk : IAsyncDisposable
{
    public RequestDesk(string culture = "en", IReadOnlyList<ServedRequest>? rows = null, DecodePrompt? decode = null)
    {
        Ui = new UiContext(culture);
        UserNames names = new(Ui.Database, Ui.Database.Time, NullLogger<UserNames>.Instance);
        RequestStore store = new(Ui.Database, names);
        History = new RequestHistory(Monitor, store, Options.Create(new HistoryOptions { KeepPrompts = decode is not null }), Ui.Database.Time, NullLogger<RequestHistory>.Instance, decode);
        Ui.Services.AddSingleton<TimeProvider>(Ui.Database.Time);
        Ui.Services.AddSingleton(store);
        Ui.Services.AddSingleton(names);
        Ui.Services.AddSingleton(new RequestBoard(Monitor, History));
        ServedRows.AddOwners(Ui.Database);
        using (ChatDbContext context = Ui.Database.CreateForAll())
        {
            context.AddRange(rows ?? []);
            context.SaveChanges();
        }

        _ = History.StartAsync(CancellationToken.None);
        Dialogs = Ui.Render<MudDialogProvider>();
        Table = Ui.Render<RequestTable>();
        Table.WaitForAssertion(() => Assert.Equal(rows?.Count > 0 ? "false" : null, Table.FindAll("table").SingleOrDefault()?.GetAttribute("aria-busy")));
    }

    public UiContext Ui { get; }

    public FakeEngineMonitor Monitor { get; } = new();

    public RequestHistory History { get; }

    public IRenderedComponent<MudDialogProvider> Dialogs { get; }

    public IRenderedComponent<RequestTable> Table { get; }

    public IReadOnlyList<IElement> Live => Table.FindAll("[data-testid=requests-live] .request");

    public IReadOnlyList<IElement> Past => Table.FindAll("[data-testid=requests-past] .request");

    public IEnumerable<Guid> PastIds => Past.Select(row => Guid.Parse(row.GetAttribute("data-id")!));

    public string Shown => Table.Find("[data-testid=request-range-shown]").TextContent;

    public IEnumerable<string?> Said => Ui.Services.GetRequiredService<ISnackbar>().ShownSnackbars.Select(bar => bar.Message);

    public Task RefreshAsync() => Table.Instance.RefreshAsync();

    // Nothing is drawn between finding and clicking.
    public Task ClickAsync(string selector) => DoAsync(selector, element => element.Click(new MouseEventArgs()));

    public Task DoAsync(string selector, Action<IElement> act) => Table.InvokeAsync(() => act(Table.Find(selector)));

    public string? Sorted(RequestColumn column) => Table.Find($"[data-testid=request-sort-{column}]").ParentElement!.GetAttribute("aria-sort");

    public void Execute(string sql)
    {
        using ChatDbContext context = Ui.Database.CreateForAll();
        context.Database.ExecuteSqlRaw(sql);
    }

    public async ValueTask DisposeAsync()
    {
        await History.StopAsync(CancellationToken.None);
        await Ui.DisposeAsync();
        History.Dispose();
    }
}
