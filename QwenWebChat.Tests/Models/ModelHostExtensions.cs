using QwenWebChat.App.Models;

namespace QwenWebChat.Tests.Models;

internal static class ModelHostExtensions
{
    /// <summary>The status once the load at start has ended, well or badly.</summary>
    public static async Task<ModelStatus> WhenSettledAsync(this IModelHost host)
    {
        TaskCompletionSource<ModelStatus> settled = new(TaskCreationOptions.RunContinuationsAsynchronously);
        void Look()
        {
            if (host.Status is { Phase: not ModelPhase.Loading } status && (status.Phase == ModelPhase.Ready || status.Error is not null))
            {
                settled.TrySetResult(status);
            }
        }

        host.StatusChanged += Look;
        Look();
        ModelStatus result = await settled.Task.WaitAsync(TestContext.Current.CancellationToken);
        host.StatusChanged -= Look;
        return result;
    }
}
