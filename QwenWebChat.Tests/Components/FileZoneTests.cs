using Bunit;
using Microsoft.AspNetCore.Components.Forms;
using QwenWebChat.App.Components;

namespace QwenWebChat.Tests.Components;

/// <summary>Files can be dropped while others are still read.</summary>
public sealed class FileZoneTests
{
    [Fact]
    public async Task Pick_WhileOthersAreRead_HasAFieldOfItsOwn()
    {
        await using UiContext ui = new();
        List<TaskCompletionSource> picks = [];
        IRenderedComponent<FileZone> zone = ui.Render<FileZone>(parameters => parameters
            .Add(one => one.Label, "Upload")
            .Add(one => one.TestId, "upload")
            .Add(one => one.OnPicked, _ =>
            {
                picks.Add(new TaskCompletionSource());
                return picks[^1].Task;
            }));
        IRenderedComponent<InputFile> first = Offered(zone);
        Task firstRead = PickAsync(first);

        IRenderedComponent<InputFile> second = Offered(zone);
        Assert.NotSame(first.Instance, second.Instance);
        Task secondRead = PickAsync(second);
        Assert.Equal(2, picks.Count);
        Assert.Equal(3, zone.FindComponents<InputFile>().Count);

        picks.ForEach(pick => pick.SetResult());
        await Task.WhenAll(firstRead, secondRead);
        zone.WaitForAssertion(() => Assert.Single(zone.FindComponents<InputFile>()));
    }

    private static Task PickAsync(IRenderedComponent<InputFile> field) => field.InvokeAsync(() => field.Instance.OnChange.InvokeAsync(new InputFileChangeEventArgs([])));

    private static IRenderedComponent<InputFile> Offered(IRenderedComponent<FileZone> zone) =>
        Assert.Single(zone.FindComponents<InputFile>(), field => field.Instance.AdditionalAttributes!.ContainsKey("data-testid") && field.Instance.AdditionalAttributes["data-testid"] is "upload");
}
