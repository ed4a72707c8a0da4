# Logging: the names of Base's logging for users (see base/text/logging.jl), and nothing of its own.
module Logging

using Base: LogLevel, AbstractLogger, NullLogger, SimpleLogger, ConsoleLogger, handle_message, shouldlog, min_enabled_level,
    catch_exceptions, current_logger, global_logger, with_logger, disable_logging, Debug, Info, Warn, Error, BelowMinLevel,
    AboveMaxLevel, default_metafmt, default_logcolor
using Base: @debug, @info, @warn, @error, @logmsg

export AbstractLogger, LogLevel, NullLogger, @debug, @info, @warn, @error, @logmsg, with_logger, current_logger, global_logger,
    disable_logging, SimpleLogger, ConsoleLogger

end
