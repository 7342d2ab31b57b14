using Bunit;
using QwenWebChat.App.Components.Shared;

namespace QwenWebChat.Tests.Components;

/// <summary>Files as the browser tells of them.</summary>
public sealed class FileZoneTests
{
    [Fact]
    public async Task Offer_InPieces_IsOneChoice()
    {
        await using UiContext ui = new();
        List<IReadOnlyList<PickedFile>> picks = [];
        IRenderedComponent<FileZone> zone = ui.Render<FileZone>(parameters => parameters
            .Add(one => one.Label, "Upload")
            .Add(one => one.TestId, "upload")
            .Add(one => one.IsMultiple, true)
            .Add(one => one.OnPicked, picks.Add));

        await zone.InvokeAsync(() => zone.Instance.OfferAsync([new FileOffer(1, "a.txt", 10), new FileOffer(2, "b.txt", 20)], isLast: false));
        Assert.Empty(picks);
        await zone.InvokeAsync(() => zone.Instance.OfferAsync([new FileOffer(3, "c.txt", 30)], isLast: true));
        await zone.InvokeAsync(() => zone.Instance.OfferAsync([new FileOffer(4, "d.txt", 40)], isLast: true));

        Assert.Equal([[("a.txt", 10L), ("b.txt", 20L), ("c.txt", 30L)], [("d.txt", 40L)]], picks.Select(pick => pick.Select(file => (file.Name, file.Size))));
        Assert.Equal("Upload", zone.Find("input[type=file][data-testid=upload][multiple]").GetAttribute("aria-label"));
    }

    [Fact]
    public async Task Zone_BeforeItIsLive_OffersNoField()
    {
        await using UiContext ui = new() { IsLive = false };

        IRenderedComponent<FileZone> zone = ui.Render<FileZone>(parameters => parameters.Add(one => one.Label, "Upload").Add(one => one.TestId, "upload"));

        Assert.Empty(zone.FindAll("input"));
    }
}
