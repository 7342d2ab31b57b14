namespace QwenWebChat.DemoModel.Corpus.Skills;

/// <summary>The numbers of Qwen2.5-7B's architecture, from its configuration and its model card.</summary>
internal static class ArchitectureFacts
{
    public static IReadOnlyList<ArchitectureFact> English { get; } =
    [
        new("[number of|count of] [layers|transformer layers|decoder layers|blocks]", "[How many|So how many] [layers|transformer layers|decoder layers|blocks] [does {model} have|are there in {model}]?", "Qwen2.5-7B has 28 layers.", "28 layers"),
        new("[hidden size|hidden dimension|model width|embedding size|size of the hidden state]", "[How wide|How large|How big] is [the hidden state|the hidden layer|the embedding] of {model}?", "The hidden size of Qwen2.5-7B is 3584.", "3584"),
        new("[number of|count of] [query heads|attention heads|Q heads]", "How many [query heads|attention heads|Q heads] [does {model} have|are there in {model}|does {model} use]?", "Qwen2.5-7B has 28 query heads and 4 key-value heads.", "28 query heads"),
        new("[number of|count of] [KV heads|key-value heads|key heads|value heads]", "How many [KV heads|key-value heads|key and value heads] [does {model} have|are there in {model}|does {model} use]?", "Qwen2.5-7B has 4 KV heads, shared by 28 query heads.", "4 KV heads"),
        new("[head size|head dimension|size of a head|size of one attention head]", "How [large|big|wide] is [one head|a head|an attention head] [of|in] {model}?", "The head size of Qwen2.5-7B is 128.", "128"),
        new("[FFN size|feed-forward size|MLP size|intermediate size]", "How [large|big|wide] is the [FFN|MLP|feed-forward layer|intermediate layer] [of|in] {model}?", "The feed-forward size of Qwen2.5-7B is 18944.", "18944"),
        new("[vocabulary size|size of the vocabulary|vocab size]", "How [large|big] is the [vocabulary|vocab|token table] [of|in] {model}?", "The vocabulary of Qwen2.5-7B has 152,064 entries.", "152,064"),
        new("[RoPE theta|RoPE base|rope_theta|base of RoPE|rotary base]", "[What|Which] [RoPE theta|RoPE base|rotary base|base frequency] does {model} [use|have]?", "The RoPE theta of Qwen2.5-7B is 1,000,000.", "1,000,000"),
        new("[number of parameters|parameter count|number of weights|number of params]", "How many [parameters|weights|params] [does {model} have|are there in {model}]?", "Qwen2.5-7B has 7.62 billion parameters.", "7.62 billion"),
        new("[size in bf16|size in bfloat16|weight size in bf16|memory for the weights]", "How [much memory do the weights of {model} need|many gigabytes are the weights of {model}|large are the weights of {model}|large is the download of {model}][| in bf16| in bfloat16]?", "In bf16 the weights of Qwen2.5-7B take 15.2 GB.", "15.2 GB"),
        new("[context length|context window|context size|maximum context]", "How [long is the context of {model}|many tokens of context does {model} have|many tokens can {model} read|large is the context window of {model}]?", "Qwen2.5-7B has a context of 32,768 tokens, 131,072 with YaRN.", "32,768"),
        new("[context length with YaRN|context with YaRN|context window with YaRN|longest context with YaRN]", "How [long is the context of {model} with YaRN|many tokens can {model} read with YaRN|far does YaRN extend the context of {model}]?", "With YaRN the context of Qwen2.5-7B is 131,072 tokens.", "131,072"),
        new("[maximum output|longest answer|maximum number of new tokens|output limit]", "How many [new tokens|tokens] can {model} [generate|write][| at once| in one answer]?", "Qwen2.5-7B can generate up to 8,192 new tokens.", "8,192"),
        new("[KV cache size per token|KV cache of one token|cache size per token|KV cache per token]", "How [much memory does the KV cache of {model} need per token|large is the KV cache of {model} per token|much KV cache does one token of {model} take|many KiB of cache does a token of {model} need]?", "The KV cache of Qwen2.5-7B takes 56 KiB per token in bf16.", "56 KiB"),
    ];

    public static IReadOnlyList<ArchitectureFact> Chinese { get; } =
    [
        new("[层数|Transformer层数|解码器层数|网络层数]", "{model}[一共|总共|到底|][有多少|有几|有多少个]层[？|，你知道吗？]", "Qwen2.5-7B 有 28 层。", "28 层"),
        new("[隐藏层大小|隐藏维度|模型宽度|隐藏层维度|嵌入维度]", "{model}的[隐藏层|隐藏状态|词嵌入][有多宽|有多大|是多少维|维度多大]？", "Qwen2.5-7B 的隐藏维度是 3584。", "3584"),
        new("[查询头数|注意力头数|Q头数量|查询头数量]", "{model}[一共|总共|][有|用了][多少个|几个][查询头|注意力头|Q头]？", "Qwen2.5-7B 有 28 个查询头和 4 个 KV 头。", "28 个查询头"),
        new("[KV头数|键值头数|KV头数量|键值头数量]", "{model}[一共|总共|][有|用了][多少个|几个][KV头|键值头]？", "Qwen2.5-7B 有 4 个 KV 头，由 28 个查询头共用。", "4 个 KV 头"),
        new("[头维度|每个头的大小|注意力头维度|单个头的维度]", "{model}[的每个头|的一个注意力头|的单个头|每个注意力头][有多大|是多少维|有多宽]？", "Qwen2.5-7B 的头维度是 128。", "128"),
        new("[FFN大小|前馈层维度|MLP维度|中间层大小]", "{model}的[FFN|MLP|前馈层|中间层][有多大|有多宽|是多少维]？", "Qwen2.5-7B 的前馈层维度是 18944。", "18944"),
        new("[词表大小|词汇表大小|词表规模|词汇量]", "{model}的[词表|词汇表][有多大|有多少个词元|有多少项|一共多少项]？", "Qwen2.5-7B 的词表有 152,064 项。", "152,064"),
        new("[RoPE theta|RoPE基数|rope_theta|旋转位置编码基数]", "{model}[用的|使用的|采用的][RoPE theta|RoPE基数|旋转基数]是[多少|多大]？", "Qwen2.5-7B 的 RoPE theta 是 1,000,000。", "1,000,000"),
        new("[参数量|参数数量|参数总数|权重数量]", "{model}[一共|总共|大概|][有多少参数|有多少个参数|有多少亿参数]？", "Qwen2.5-7B 有 76.2 亿个参数。", "76.2 亿"),
        new("[bf16权重大小|bf16大小|权重体积|权重占用的内存]", "{model}的[权重|模型文件|bf16权重][有多大|占多少内存|占多少空间|是多少GB]？", "Qwen2.5-7B 的 bf16 权重占 15.2 GB。", "15.2 GB"),
        new("[上下文长度|上下文窗口|最大上下文|上下文大小]", "{model}[的上下文有多长|能读多少词元|能处理多长的上下文|支持多长的上下文|最多能读多少词元]？", "Qwen2.5-7B 的上下文是 32,768 个词元，用 YaRN 是 131,072。", "32,768"),
        new("[YaRN上下文长度|使用YaRN后的上下文长度|YaRN扩展后的上下文]", "[{model}用YaRN|用YaRN时{model}|加上YaRN的{model}][上下文有多长|能读多少词元|能处理多长的上下文]？", "用 YaRN 时 Qwen2.5-7B 的上下文是 131,072 个词元。", "131,072"),
        new("[最大输出长度|最多生成词元数|输出上限|最长回答长度]", "{model}[一次|最多|一次最多][能|可以][生成|写|输出]多少[词元|个词元|token]？", "Qwen2.5-7B 最多生成 8,192 个新词元。", "8,192"),
        new("[每个词元的KV缓存|单词元KV缓存|每词元KV缓存大小|每个token的KV缓存]", "{model}[每个词元的KV缓存|一个词元的KV缓存|的KV缓存每个词元][占多少内存|有多大|要多少KiB]？", "Qwen2.5-7B 的 KV 缓存每个词元占 56 KiB（bf16）。", "56 KiB"),
    ];
}
