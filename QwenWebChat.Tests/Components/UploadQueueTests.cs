using QwenWebChat.App.Components.Documents;
using QwenWebChat.App.Components.Shared;

namespace QwenWebChat.Tests.Components;

/// <summary>Many files on their way to the desk.</summary>
public sealed class UploadQueueTests
{
    private readonly List<(DocumentUpload Upload, TaskCompletionSource End)> _sent = [];
    private readonly UploadQueue _queue;

    public UploadQueueTests()
    {
        _queue = new UploadQueue(SendAsync, () => { });
    }

    [Fact]
    public async Task Add_Many_SendsTwoAtOnceAndCounts()
    {
        Task all = _queue.AddAsync(Files(5));

        for (int done = 0; done < 5; done++)
        {
            Assert.Equal((5, done, Math.Min(2, 5 - done)), (_queue.Count, _queue.DoneCount, _queue.Active.Count));
            Assert.False(_sent[done].Upload.IsAlone);
            _sent[done].End.SetResult();
        }

        await all.WaitAsync(TestContext.Current.CancellationToken);
        Assert.Equal((5, 5, true), (_queue.Count, _queue.DoneCount, _queue.IsEmpty));
        Assert.Equal(["0", "1", "2", "3", "4"], _sent.Select(one => one.Upload.File.Name));
    }

    [Fact]
    public async Task Add_WhileOthersAreSent_GoesOnTheSameCount()
    {
        Task first = _queue.AddAsync(Files(1));
        Assert.True(_sent[0].Upload.IsAlone);

        Task second = _queue.AddAsync(Files(2));
        Assert.Equal((3, 0, 2), (_queue.Count, _queue.DoneCount, _queue.Active.Count));
        for (int index = 0; index < 3; index++)
        {
            _sent[index].End.SetResult();
        }

        await Task.WhenAll(first, second).WaitAsync(TestContext.Current.CancellationToken);
        Assert.All(_sent[1..], one => Assert.False(one.Upload.IsAlone));
        Task later = _queue.AddAsync(Files(1));
        Assert.Equal((1, 0), (_queue.Count, _queue.DoneCount));
        _sent[^1].End.SetResult();
        await later.WaitAsync(TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task CancelAll_EndsThoseUnderWayAndForgetsTheOthers()
    {
        Task all = _queue.AddAsync(Files(10));
        _sent[0].End.SetResult();

        int ended = 0;
        foreach ((DocumentUpload upload, TaskCompletionSource end) in _sent[1..])
        {
            upload.Cancelled.Register(() =>
            {
                ended++;
                end.SetResult();
            });
        }

        _queue.CancelAll();

        Assert.Equal(2, ended);

        await all.WaitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(3, _sent.Count);
        Assert.Equal((3, true), (_queue.Count, _queue.IsEmpty));
    }

    private Task SendAsync(DocumentUpload upload)
    {
        _sent.Add((upload, new TaskCompletionSource()));
        return _sent[^1].End.Task;
    }

    private static PickedFile[] Files(int count) => [.. Enumerable.Range(0, count).Select(number => Picked.File(number.ToString(System.Globalization.CultureInfo.InvariantCulture), "text"))];
}
