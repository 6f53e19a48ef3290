/* ECharts with only what the console draws. Loaded with the first chart. */
import { init, use, type EChartsType } from 'echarts/core'
import { BarChart, LineChart, ScatterChart } from 'echarts/charts'
import { GridComponent, TooltipComponent } from 'echarts/components'
import { SVGRenderer } from 'echarts/renderers'

use([BarChart, LineChart, ScatterChart, GridComponent, TooltipComponent, SVGRenderer])
export { init, type EChartsType }
