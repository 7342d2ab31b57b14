using System.Net.Mime;
using System.Text;
using System.Text.Json;
using System.Threading.Channels;
using Microsoft.Extensions.Options;

namespace QwenWebChat.App.Monitoring.Alerts;

/// <summary>Posts alert changes to the operator's webhook, one after the other. The alert rules never wait for it.</summary>
internal sealed partial class AlertWebhook : BackgroundService
{
    public const string ClientName = "AlertWebhook";

    private const int QueueLength = 64;

    private static readonly TimeSpan TryLimit = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan[] Pauses = [TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(5)];

    private readonly AlertBoard _board;
    private readonly Uri? _address;
    private readonly IHttpClientFactory _clients;
    private readonly TimeProvider _time;
    private readonly ILogger<AlertWebhook> _logger;
    private readonly Channel<AlertMessage> _queue;

    public AlertWebhook(AlertBoard board, IOptions<AlertOptions> options, IHttpClientFactory clients, TimeProvider time, ILogger<AlertWebhook> logger)
    {
        _board = board;
        _address = options.Value.Webhook.Length > 0 ? new Uri(options.Value.Webhook) : null;
        _clients = clients;
        _time = time;
        _logger = logger;
        // Drops the oldest, because the latest change describes the current state.
        BoundedChannelOptions queue = new(QueueLength) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true };
        _queue = Channel.CreateBounded<AlertMessage>(queue, dropped => LogDropped(dropped.Rule, dropped.Status));
    }

    public override Task StartAsync(CancellationToken cancellationToken)
    {
        if (_address is null)
        {
            return Task.CompletedTask;
        }

        // Subscribes here and not in the loop, so that no change is missed after the start.
        _board.Changed += Enqueue;
        return base.StartAsync(cancellationToken);
    }

    public override Task StopAsync(CancellationToken cancellationToken)
    {
        _board.Changed -= Enqueue;
        return base.StopAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await foreach (AlertMessage message in _queue.Reader.ReadAllAsync(stoppingToken).ConfigureAwait(false))
        {
            string? failure = await PostAsync(message, stoppingToken).ConfigureAwait(false);
            foreach (TimeSpan pause in Pauses)
            {
                if (failure is null)
                {
                    break;
                }

                await Task.Delay(pause, _time, stoppingToken).ConfigureAwait(false);
                failure = await PostAsync(message, stoppingToken).ConfigureAwait(false);
            }

            if (failure is not null)
            {
                // Logs the host alone: the rest of the address often contains a key.
                LogFailed(message.Rule, message.Status, _address!.Host, Pauses.Length + 1, failure);
            }
        }
    }

    /// <returns>The error in one line; null on success.</returns>
    private async Task<string?> PostAsync(AlertMessage message, CancellationToken stoppingToken)
    {
        using CancellationTokenSource late = new(TryLimit, _time);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken, late.Token);
        try
        {
            using HttpClient client = _clients.CreateClient(ClientName);
            // Sends the whole body at once: some receivers cannot read chunked requests.
            using StringContent json = new(JsonSerializer.Serialize(message, JsonSerializerOptions.Web), Encoding.UTF8, MediaTypeNames.Application.Json);
            using HttpResponseMessage response = await client.PostAsync(_address, json, either.Token).ConfigureAwait(false);
            return response.IsSuccessStatusCode ? null : FormattableString.Invariant($"the status was {(int)response.StatusCode}");
        }
        catch (OperationCanceledException) when (!stoppingToken.IsCancellationRequested)
        {
            return FormattableString.Invariant($"no answer within {TryLimit.TotalSeconds} s");
        }
        catch (HttpRequestException exception)
        {
            return exception.Message;
        }
    }

    private void Enqueue(AlertChange change) => _queue.Writer.TryWrite(AlertMessage.Of(change));

    [LoggerMessage(Level = LogLevel.Warning, Message = "Alert {Rule} ({Status}) could not be sent to the webhook at {Host} after {Tries} attempts: {Failure}")]
    private partial void LogFailed(string rule, string status, string host, int tries, string failure);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Alert {Rule} ({Status}) was not sent to the webhook: the queue is full")]
    private partial void LogDropped(string rule, string status);
}
